# Runs one server for as long as any process uses it.
#
# usage: sh supervise.sh FOLDER LINGER COMMAND...
#
# FOLDER holds the named pipe `users`. Whoever uses the server holds it open for
# writing and has written a line into it; the kernel closes it for a process that is
# killed, so no user can be forgotten. The file `open` is there while new users are
# welcome. A user looks at `open` after it has opened the pipe, and this script reads
# the pipe to its end once more after it has removed `open`: whoever saw `open` is
# waited for, whoever did not starts a server of its own.
set -u
folder=$1 linger=$2
shift 2
cd "$folder" || exit 1

(
    "$@" > log 2>&1 < /dev/null &
    echo $! > pid.new
    mv pid.new pid
    wait $!
    echo $? > exited
) &

exec 3< users # the process that starts us has it open already
: > open
cat <&3 > /dev/null # ends with the last user
# The next test binary may be on its way: stay a little, and longer if it came.
while
    sleep "$linger"
    [ -n "$(cat <&3)" ]
do :; done
rm -f open
cat <&3 > /dev/null

kill "$(cat pid)" 2> /dev/null
tries=0
while [ ! -e exited ]; do
    tries=$((tries + 1))
    [ $tries -eq 100 ] && kill -9 "$(cat pid)" 2> /dev/null
    sleep 0.1
done
cp log "${folder%-*}.log"
cd /
rm -rf "$folder"
