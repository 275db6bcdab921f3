// SPDX-License-Identifier: MIT
// How far from the machine's limit is it? Google Benchmark measures; what a program computes and moves is a constant of it.
#include <tenon/interop/benchmark.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/trace/run.hpp>

#include <cstdio>

#if !defined(TENON_NO_BENCHMARK) && __has_include(<benchmark/benchmark.h>)
#include <benchmark/benchmark.h>

namespace tn = tenon;

namespace {

// [report]
constexpr auto layer = tn::function([](auto const& x, auto const& w) { return tn::relu(tn::matmul(x, w)); });
using X = tn::Tensor<float, 32, 128>;
using W = tn::Tensor<float, 128, 64>;

void dense_layer(benchmark::State& state) {
  auto const x = tn::full<float, 32, 128>(0.5f);
  auto const w = tn::full<float, 128, 64>(0.25f);
  for (auto _ : state) benchmark::DoNotOptimize(layer(x, w));
  tn::bench::report<layer, X, W>(state);  // ... FLOP=164G/s bytes=17.3G/s roof%=69.7/s
}
BENCHMARK(dense_layer)->MinTime(0.01);
// [end]

}  // namespace

int main(int argc, char** argv) {
  std::printf("%.0f GFLOP/s in registers, %.0f GB/s from the nearest cache\n", tn::bench::flops_per_second<float>() / 1e9,
              tn::bench::bytes_per_second(1 << 14) / 1e9);
  benchmark::Initialize(&argc, argv);
  return benchmark::RunSpecifiedBenchmarks() == 1 ? 0 : 1;
}
#else
int main() { std::puts("SKIPPED: Google Benchmark is not installed (Debian, Ubuntu: apt install libbenchmark-dev)"); }
#endif
