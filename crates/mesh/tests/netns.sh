#!/bin/sh
# Two nodes in two network namespaces on one bridge: discovery by mDNS alone, then the link down
# and up again, over TCP alone, QUIC alone and both. Needs root and iproute2 on Linux, and the peer:
#   cargo build -p musubi-mesh --example peer && crates/mesh/tests/netns.sh target/debug/examples/peer
# Prints seconds for each step; fails where a step takes longer than its limit.
set -eu
peer=$(realpath "$1")
tag=mm$$
dir=$(mktemp -d)
pids=
clean() {
  for pid in $pids; do kill "$pid" 2>/dev/null || :; done
  for n in 1 2; do ip netns del "$tag-$n" 2>/dev/null || :; done
  ip netns del "$tag-sw" 2>/dev/null || :
  rm -rf "$dir"
}
trap clean EXIT INT TERM

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ printf "%.2f", $1 - $2 }'; }
# count FILE PATTERN: how often the pattern stands in the file.
count() { grep -c "$2" "$1" || :; }
# until_more FILE PATTERN BEFORE LIMIT NAME: waits for one more line than BEFORE.
until_more() {
  began=$(now)
  while [ "$(count "$1" "$2")" -le "$3" ]; do
    took=$(since "$began")
    if awk "BEGIN { exit !($took > $4) }"; then
      echo "$mode: $5: not within $4 s"; cat "$dir"/*.out "$dir"/*.err; exit 1
    fi
    sleep 0.02 # the file has no other way to tell
  done
  echo "$mode: $5: $(since "$began") s"
}

ip netns add "$tag-sw"
ip -n "$tag-sw" link add name switch0 type bridge
ip -n "$tag-sw" link set dev switch0 up
for n in 1 2; do
  ip netns add "$tag-$n"
  ip -n "$tag-$n" link add name eth0 type veth peer name "p$n" netns "$tag-sw"
  ip -n "$tag-sw" link set dev "p$n" master switch0
  ip -n "$tag-sw" link set dev "p$n" up
  ip -n "$tag-$n" addr add "10.77.0.$n/24" dev eth0
  ip -n "$tag-$n" link set dev lo up
  ip -n "$tag-$n" link set dev eth0 up
  ip -n "$tag-$n" route add default dev eth0
done

for mode in tcp quic both; do
  listen=
  [ $mode = quic ] || listen="--listen /ip4/0.0.0.0/tcp/7800"
  [ $mode = tcp ] || listen="$listen --listen /ip4/0.0.0.0/udp/7800/quic-v1"
  pids=
  for n in 1 2; do
    rm -f "$dir/$n.in"; mkfifo "$dir/$n.in"
    # shellcheck disable=SC2086 # the options are words
    ip netns exec "$tag-$n" "$peer" 90 $n $listen --mdns \
      <"$dir/$n.in" >"$dir/$n.out" 2>"$dir/$n.err" &
    pids="$pids $!"
  done
  exec 3>"$dir/1.in" 4>"$dir/2.in"
  until_more "$dir/1.out" ' up ' 0 15 "found by mDNS"
  until_more "$dir/2.out" ' up ' 0 5 "known by both"
  for round in 1 2 3; do
    downs=$(count "$dir/1.out" ' down ')
    ups=$(count "$dir/1.out" ' up ')
    ups2=$(count "$dir/2.out" ' up ')
    hints=$(count "$dir/2.out" ' hint ')
    # Not the interfaces: the kernel would tell the sockets. The switch stops forwarding.
    ip -n "$tag-sw" link set dev p2 nomaster
    until_more "$dir/1.out" ' down ' "$downs" 4.5 "cut $round noticed"
    ip -n "$tag-sw" link set dev p2 master switch0
    until_more "$dir/1.out" ' up ' "$ups" 8 "healed $round, up"
    until_more "$dir/2.out" ' up ' "$ups2" 8 "healed $round, up on the other side"
    began_hint=$(now)
    while [ "$(count "$dir/2.out" ' hint ')" -le "$hints" ]; do
      echo gossip >&3
      [ "$(since "$began_hint" | cut -d. -f1)" -lt 8 ] || { echo "$mode: no gossip"; exit 1; }
      sleep 0.05
    done
    echo "$mode: healed $round, gossip back: $(since "$began_hint") s"
  done
  exec 3>&- 4>&-
  for pid in $pids; do kill "$pid" 2>/dev/null || :; done
  wait
done
echo "netns: ok"
