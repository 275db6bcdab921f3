#!/bin/sh
# SPDX-License-Identifier: MIT
# 01_housing.sh PROGRAM   What the demo says and returns: for bad flags 2 and the usage, for a bad file 1 and the place in it.
set -u
program=$1
directory=$(mktemp -d) || exit 1
trap 'rm -rf "$directory"' EXIT
cd "$directory" || exit 1
failed=0

# expect CODE TEXT [arguments]: the exit code, and a text on stderr; nothing there when it is empty
expect() {
  code=$1 text=$2
  shift 2
  "$program" "$@" >out 2>err
  got=$?
  if [ -n "$text" ]; then grep -qF -e "$text" err; else [ ! -s err ]; fi
  said=$?
  if [ $got -ne "$code" ] || [ $said -ne 0 ]; then
    echo "01_housing $*: returned $got, expected $code and \"$text\", said:"
    cat err
    failed=1
  fi
}

for bad in --epoch "--epochs" "--epochs -1" "--epochs 1.5" "--epochs 1e3" "--epochs 99999999999999999999" "--seed x" \
  "--learning-rate" "--learning-rate 0" "--learning-rate -1" "--learning-rate nan" "--learning-rate inf" \
  "--learning-rate 0.1x" "--data" "data.csv" "--quiet 3"; do
  # shellcheck disable=SC2086 # words
  expect 2 "usage: 01_housing" $bad
done
expect 2 "usage: 01_housing" --data ""
expect 2 "usage: 01_housing" --epochs ""

header=MedInc,HouseAge,AveRooms,AveBedrms,Population,AveOccup,Latitude,Longitude,medv
row=8.3,41,6.9,1.02,322,2.55,37.88,-122.23,4.5
expect 1 "cannot open" --data missing.csv
: >empty.csv
expect 1 "empty.csv: the file is empty" --data empty.csv
printf 'MedInc,HouseAge\n1,2\n' >columns.csv
expect 1 'no column "AveRooms"' --data columns.csv
printf '%s\n%s\n8.3,41,six,1.02,322,2.55,37.88,-122.23,4.5\n' $header $row >text.csv
expect 1 'text.csv: line 3, column "AveRooms" (index 2): expected a number (float), found "six"' --data text.csv
printf '%s\n%s\n8.3,nan,6.9,1.02,322,2.55,37.88,-122.23,4.5\n' $header $row >nan.csv
expect 1 'nan.csv: line 3, column "HouseAge"' --data nan.csv
printf '%s\n%s\n8.3,41\n' $header $row >short.csv
expect 1 "short.csv: line 3: the row is too short" --data short.csv
printf '%s\n%s,1\n' $header $row >long.csv
expect 1 "long.csv: line 2: the row is too long" --data long.csv
printf '%s\n' $header >none.csv
expect 1 "there are no rows" --data none.csv
printf '%s\n%s\n%s\n' $header $row $row >two.csv
expect 1 "there are no rows (2 rows in all)" --data two.csv

# Few rows, all alike, are a data set too.
printf '%s\n%s\n%s\n%s\n%s\n' $header $row $row $row $row >four.csv
expect 0 "" --data four.csv --epochs 2 --quiet

json() { # the last line of out is one object with all the keys
  last=$(tail -n 1 out)
  for key in parameters peak_bytes workspace_bytes train_mse test_mse test_mae rows_per_second ns_per_step; do
    if ! printf '%s\n' "$last" | grep -q -E "^\{.*\"$key\": (-?[0-9][-+.e0-9]*|null)[,}].*\$"; then
      echo "no $key in: $last"
      failed=1
    fi
  done
}
expect 0 "" --epochs 1 --json --seed 18446744073709551615
json
expect 0 "" --epochs 0 --json --quiet
json
expect 0 "" --epochs 1 --json --quiet --learning-rate 1e30
json
grep -q '"test_mse": null' out || { echo "NaN must be null: $(tail -n 1 out)"; failed=1; }

"$program" --help >out 2>err || failed=1
grep -q "^usage: 01_housing" out || { echo "--help does not help"; failed=1; }
exit $failed
