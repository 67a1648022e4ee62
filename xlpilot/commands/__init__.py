"""One job a file: plain arguments in, a result out; nothing is printed here."""
