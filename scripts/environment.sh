# Sourced by scripts/run, scripts/test and scripts/check: makes .venv from a locked requirements file.
# It asks nothing of the machine but bash, coreutils and a Python with pip: Debian splits off the rest.
#
#   ensure run    .venv holds requirements/run.txt
#   ensure test   .venv holds requirements/test.txt, which is run.txt and more
#
# A stamp in .venv says what it was made from; while that is true nothing at all is started, so a
# second start takes no set-up time. Half-made environments carry a mark and are made anew.

project=$(cd -P "${BASH_SOURCE[0]%/*}/.." && pwd)
venv=$project/.venv
python=$venv/bin/python

say() { printf '%s\n' "$*" >&2; }

# What a stamp has to say: the requirements, and the Python they were installed for.
fingerprint() {
    local digest
    digest=$(sha256sum "$project/requirements/$1.txt")
    printf '%s %s' "${digest%% *}" "$(readlink -f "$python" || true)"
}

fresh() {
    local stamp=$venv/dentui-$1.stamp
    [[ -r $stamp && -x $python && ! -e $venv/dentui-unfinished && $(<"$stamp") == "$(fingerprint "$1")" ]]
}

ensure() {
    if fresh "$1"; then return; fi
    (
        # One at a time: the lock is on the project folder itself and leaves no file behind. A pip
        # that outlives a killed start goes on holding it.
        if command -v flock >/dev/null; then
            exec 9<"$project"
            flock --nonblock 9 || {
                say "Another start is setting up $venv: waiting for it."
                flock 9
            }
        fi
        fresh "$1" || make_environment "$1"
    )
}

# What the tests use of Debian: sshd and ssh for signing in over SSH, tmux for what stays on a terminal, the others for
# what is exported: archives, PDFs and QR codes; chromium for the pages that a patient's link opens.
debian="openssh-server openssh-client tmux unzip libarchive-tools poppler-utils zbar-tools chromium"

ensure_debian() {
    local missing
    missing=$(missing_programs)
    [[ -z $missing ]] && return
    if ((EUID == 0)) && command -v apt-get >/dev/null; then
        say "Installing Debian's $debian for the tests that need them ..."
        install_debian >"$venv/dentui-debian.log" 2>&1 || tail -n 5 "$venv/dentui-debian.log" >&2
        missing=$(missing_programs)
        [[ -z $missing ]] && return
    fi
    if [[ ${CI:-} == true ]]; then
        say "Without $missing not everything is tested: apt install $debian."
        exit 1
    fi
    say "LEFT OUT, because there is no $missing here: sign-in over SSH (sshd, ssh), what a terminal keeps in"
    say "its scroll-back (tmux), what other programs make of archives, PDFs and QR codes (unzip, bsdtar, pdftotext,"
    say "zbarimg), or how the pages that a patient's link opens are in a browser (chromium)."
    say "To test all: apt install $debian"
}

# What the tests use of Debian and this machine lacks, in a line.
missing_programs() {
    local name missing=()
    for name in sshd ssh ssh-keygen tmux unzip bsdtar pdftotext zbarimg chromium; do
        PATH=$PATH:/usr/sbin command -v "$name" >/dev/null || missing+=("$name")
    done
    printf '%s' "${missing[*]}"
}

install_debian() {
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2206
    local install=(apt-get install -qq -y --no-install-recommends $debian)
    "${install[@]}" || { apt-get update -qq && "${install[@]}"; }
}

make_environment() {
    local base
    base=$(find_python) || exit 1
    # Gone with its Python, or left half-made: what is in there cannot be trusted.
    if [[ -e $venv/dentui-unfinished ]] || { [[ -e $venv ]] && ! "$python" -c '' 2>/dev/null; }; then
        rm -rf "$venv"
    fi
    say "Setting up dentui in $venv (only once, about half a minute) ..."
    mkdir -p "$venv"
    : >"$venv/dentui-unfinished"
    [[ -x $python ]] || "$base" -m venv --without-pip "$venv" 2>/dev/null || bare_environment "$base"
    # The environment's own packages, whatever the user's or Debian's pip would rather do.
    if ! PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 "$base" -m pip --python "$python" --disable-pip-version-check \
        install --no-input --require-hashes --requirement "$project/requirements/$1.txt" \
        >"$venv/dentui-setup.log" 2>&1; then
        tail -n 15 "$venv/dentui-setup.log" >&2
        say "dentui cannot be set up: pip could not install requirements/$1.txt (its reason stands above)."
        say "Mend that, for instance the network, and start again."
        exit 1
    fi
    # Relative, so that the folder can be moved.
    echo '../../../../src' >"$(echo "$venv"/lib/python3.*/site-packages)/dentui-src.pth"
    # What holds test.txt holds run.txt. The other way round, a stamp of old tools would be a lie now.
    rm -f "$venv"/dentui-*.stamp
    if [[ $1 == test ]]; then fingerprint test >"$venv/dentui-test.stamp"; fi
    fingerprint run >"$venv/dentui-run.stamp"
    rm "$venv/dentui-unfinished"
}

# The first Python that will do. 3.11 to 3.13 are what the requirements were locked and tested for.
find_python() {
    local name
    for name in ${DENTUI_PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if "$name" - 2>/dev/null <<'PYTHON'; then
import sys
if sys.version_info < (3, 11):
    sys.exit(1)
import pip
sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (22, 3))
PYTHON
            command -v "$name"
            return
        fi
    done
    say "dentui needs Python 3.11 or newer with pip (22.3 or newer), and none was found on this machine."
    say "On Debian and Ubuntu: apt install python3 python3-pip. Another Python: DENTUI_PYTHON=/path/to/python3."
    return 1
}

# An environment by hand, where the Python has not even the venv module.
bare_environment() {
    local executable version
    executable=$("$1" -c 'import sys; print(sys.executable)')
    version=$("$1" -c 'import sys; print("{}.{}".format(*sys.version_info))')
    mkdir -p "$venv/bin" "$venv/lib/python$version/site-packages"
    ln -sf "$executable" "$python"
    ln -sf python "$venv/bin/python3"
    printf 'home = %s\ninclude-system-site-packages = false\n' "${executable%/*}" >"$venv/pyvenv.cfg"
}
