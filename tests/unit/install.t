#!/bin/sh
# What `make install` puts below another PREFIX names the program there. It installs what was built; nothing is compiled.
cd "$(dirname "$0")/../.." || exit 1
package=$(mktemp -d) || exit 1
trap 'rm -rf "$package"' EXIT

make -s SAN=1 PREFIX=/opt/j DESTDIR="$package" install >"$package/log" 2>&1
[ -x "$package/opt/j/bin/journster" ] && echo "ok 1 - the program is below PREFIX" || {
	echo "not ok 1 - the program is below PREFIX"
	sed 's/^/# /' "$package/log"
}
hooks=$package/opt/j/share/journster/mta-hooks
left=$(grep -rn /usr/local "$hooks")
[ -z "$left" ] && echo "ok 2 - nothing in mta-hooks names another place" || {
	echo "not ok 2 - nothing in mta-hooks names another place"
	echo "$left" | sed 's/^/# /'
}
named=$(grep -rl /opt/j/bin/journster "$hooks" | sed "s,$hooks/,," | sort | tr '\n' ' ')
want="exim/transport opensmtpd/smtpd.conf postfix/master.cf systemd/journster-minute.service systemd/journster.service "
[ "$named" = "$want" ] && echo "ok 3 - each mail server and unit calls it there" || {
	echo "not ok 3 - each mail server and unit calls it there"
	echo "# $named"
}
echo 1..3
