#!/bin/sh
# Inside the VM, on the controller's own files and before its systemd: what the board is (a header with the lines of a motion
# sensor and of a relay), what is noted of its lines from now on, and how the machine outside reaches it. Nothing of this is
# kept on the disk.
set -e
chip=/sys/kernel/config/gpio-sim/rig
mkdir -p $chip/bank0/line17 $chip/bank0/line18
echo 28 > $chip/bank0/num_lines
echo pinctrl-bcm2711 > $chip/bank0/label
echo GPIO17 > $chip/bank0/line17/name
echo GPIO18 > $chip/bank0/line18/name
echo 1 > $chip/live

# The kernel's own note of who drives which line, and when. Not of readings: there are 50 a second.
trace=/sys/kernel/tracing
mount -t tracefs tracefs $trace
echo mono > $trace/trace_clock
echo 'get==0' > $trace/events/gpio/gpio_value/filter
echo 1 > $trace/events/gpio/gpio_value/enable
echo 'in==0' > $trace/events/gpio/gpio_direction/filter
echo 1 > $trace/events/gpio/gpio_direction/enable

# What the relay has while nobody drives its line; and how the last power cut has left the folder of updates.
updates=/var/lib/gaturum-update
{
  echo "relay $(cat /sys/devices/platform/"$(cat $chip/dev_name)"/"$(cat $chip/bank0/chip_name)"/sim_gpio18/value)"
  echo "state $(cat $updates/state.json 2> /dev/null)"
  echo "current $(readlink $updates/current)"
  for slot in a b; do
    [ -e $updates/slots/$slot/.whole ] && echo "whole $slot"
    echo "files $slot $(find $updates/slots/$slot -type f 2> /dev/null | wc -l)"
  done
} > /hil/found

cat > /run/hil-shell.service << UNIT
[Unit]
DefaultDependencies=no
SuccessAction=poweroff
[Service]
ExecStart=/bin/bash /hil/obey.sh /dev/ttyS0
UNIT
mkdir -p /run/systemd/system/sysinit.target.wants
mv /run/hil-shell.service /run/systemd/system/
ln -s ../hil-shell.service /run/systemd/system/sysinit.target.wants/hil-shell.service
# A suite that cuts updates off starts them itself.
[ ! -e /hil/no-timer ] || ln -s /dev/null /run/systemd/system/gaturum-update.timer
