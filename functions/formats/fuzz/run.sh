#!/usr/bin/env bash
# Fuzzes the formats: each target for some seconds, beginning with the stored corpus.
#
#   functions/formats/fuzz/run.sh [SECONDS [TARGET...]]
#
# Needs a nightly toolchain and a C++ compiler, and says so where there is none. What
# breaks a target lies in target/fuzz/artifacts afterwards; once it is understood, it
# belongs in the corpus, which is run by every `cargo test`. `cargo fuzz run TARGET`
# works as well where cargo-fuzz is installed.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-30}
shift || true
targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cd corpus && ls)

if ! rustup run nightly rustc --version >/dev/null 2>&1; then
  echo 'fuzzing skipped: no nightly toolchain (rustup toolchain install nightly --profile minimal)'
  exit 0
fi
if ! command -v c++ >/dev/null; then
  echo 'fuzzing skipped: no C++ compiler, which libFuzzer needs'
  exit 0
fi

output=../../../target/fuzz
# The versions of the workspace, so that what is fuzzed is what is deployed.
trap 'rm -f Cargo.lock' EXIT
cp ../../../Cargo.lock Cargo.lock
# As cargo-fuzz does; without a sanitizer of addresses, as no crate here has unsafe code.
RUSTFLAGS='--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1' \
  cargo +nightly build --quiet --release --bins --target-dir "$output" \
  --target "$(rustc -vV | sed -n 's/^host: //p')"

mkdir -p "$output/artifacts"
for target in "${targets[@]}"; do
  found="$output/corpus/$target"
  mkdir -p "$found"
  printf '== %s\n' "$target"
  log="$output/$target.log"
  if ! "$output"/*-*/release/"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -max_len=65536 -print_final_stats=1 -artifact_prefix="$output/artifacts/$target-" \
    "$found" "corpus/$target" >"$log" 2>&1; then
    tail -n 40 "$log"
    echo "$target failed; the input is in target/fuzz/artifacts" >&2
    exit 1
  fi
  grep -E 'number_of_executed_units|average_exec_per_sec|peak_rss_mb' "$log"
done
