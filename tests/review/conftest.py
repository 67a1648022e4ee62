from office import office  # noqa: F401 - the fixture
