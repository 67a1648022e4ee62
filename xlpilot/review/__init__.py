"""It is judged: whose form is it, and does every rule hold."""
