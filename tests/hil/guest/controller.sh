# Inside the VM, read by the scripts of a suite: the controller's board, by hand.
rig=/sys/kernel/config/gpio-sim/rig
lines=/sys/devices/platform/$(cat $rig/dev_name)/$(cat $rig/bank0/chip_name)
trace=/sys/kernel/tracing

# The relay is at rest: its contact is closed.
is_lit() { [ "$(cat "$lines/sim_gpio18/value")" = 0 ]; }
is_dark() { ! is_lit; }

# until_it SECONDS COMMAND...: waits for it.
until_it() {
  local left=$(($1 * 10))
  shift
  until "$@"; do
    left=$((left - 1))
    [ $left -gt 0 ] || { echo "waited in vain: $*" >&2; return 1; }
    sleep 0.1
  done
}

# pull up|down: what the motion sensor does at its line; noted beside what the kernel notes.
pull() {
  echo "motion $1" > $trace/trace_marker
  echo "pull-$1" > "$lines/sim_gpio17/pull"
}

# Someone walks past: the lamp is lit soon, and dark when nobody was there for the hold of 5 s.
walk() {
  until_it 60 is_dark && pull up && until_it 10 is_lit || return 1
  sleep 0.5
  pull down
  until_it 30 is_dark
}

# Under which number the kernel notes the lamp's line.
lamp_number() {
  local chip
  for chip in /sys/class/gpio/gpiochip*; do
    if [ "$(cat "$chip/label")" = pinctrl-bcm2711 ]; then echo $(($(cat "$chip/base") + 18)); fi
  done
}

# The system has started what it starts, and of it both units.
both_run() {
  systemctl is-system-running --wait > /dev/null || true
  systemctl is-active gaturum-control gaturum-link
}
control() { systemctl show --property MainPID --value gaturum-control; }
link() { systemctl show --property MainPID --value gaturum-link; }
synchronise() { /usr/lib/gaturum/node /hil/synchronised.mjs; }

# as_control COMMAND...: as root, where control's unit confines it.
as_control() {
  (
    echo $BASHPID > /sys/fs/cgroup/system.slice/gaturum-control.service/cgroup.procs
    exec "$@"
  )
}

# listening PID: ports in its network at which it could be reached.
listening() {
  awk 'FNR > 1 && (FILENAME ~ /udp/ || $4 == "0A") { print FILENAME, $2 }' /proc/"$1"/net/{tcp,tcp6,udp,udp6}
}

# What link would have fetched.
have_repository() {
  [ ! -e /var/lib/gaturum/link/download ] || return 0
  cp -r /hil/repository /var/lib/gaturum/link/download && chown -R gaturum-link: /var/lib/gaturum/link/download && sync
}
