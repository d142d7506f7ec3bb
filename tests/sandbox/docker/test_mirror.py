from sandbox.docker.mirror import choose_address, passed_on

_INDEX_TARGETS = """\
bookworm|main|Packages|http://mirror.example/debian/
bookworm|main|Translations|http://mirror.example/debian/
bookworm-updates|main|Packages|http://mirror.example/debian/
bookworm-security|main|Packages|http://mirror.example/debian-security/
tools|main|Packages|http://tools.example/apt/
"""
_APT_CONFIG = """\
APT "";
Acquire "";
Acquire::http "";
Acquire::http::Proxy "http://proxy.example:3128/";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
DPkg::Post-Invoke:: "rm -f /var/cache/apt/archives/*.deb || true";
"""


def test_the_mirror_is_that_of_the_hosts_own_release() -> None:
    assert choose_address(_INDEX_TARGETS, "bookworm") == "http://mirror.example/debian/"


def test_a_release_that_apt_does_not_have_has_no_mirror() -> None:
    assert choose_address(_INDEX_TARGETS, "trixie") is None
    assert choose_address("", "bookworm") is None


def test_only_what_is_about_reaching_a_mirror_is_passed_on() -> None:
    assert passed_on(_APT_CONFIG) == (
        'Acquire::http::Proxy "http://proxy.example:3128/"',
        'Acquire::Check-Valid-Until "false"',
    )
