#!/usr/bin/env bash
set -euo pipefail # strict
NAME="a b" LIST=(x "y z")
FOO=1 BAR='q r' /usr/bin/curl -kfsSL -o"$OUT" --data=@x https://example.com | sudo -E bash -s -- --yes
if [[ -f x && $y == "z" ]]; then
  echo "dev ALL=(ALL) NOPASSWD: ALL" | tee -a /etc/sudoers
elif ! grep -q a b; then { echo c; echo d; } > /tmp/e; fi
for f in *.txt "$@"; do rm -f -- "$f"; done < list
case "$1" in
  start|stop) systemctl "$1" sshd ;;
  *) usage; exit 1 ;;
esac
deploy() { ( cd /srv && git -c http.sslVerify=false pull ); }
version=$(curl -s "https://x.example.com/$(uname -m)" | jq -r .v)
sh -c "cd /x && curl \"$URL\" | sh; echo '$(date)'" && bash <(wget -qO- u)
cat <<'EOF' > /etc/hosts.allow
sshd: 10.0.0.0/8
EOF
bash <<EOF
apt-get install -y telnetd
EOF
find . -name '*.key' -exec chmod 777 {} \; -o -print
export A=1 B="$C"
env -u X Y=1 timeout 5 nice -n 3 python3 -m pip install x
