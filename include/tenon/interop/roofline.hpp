// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/simd.hpp>
#include <tenon/trace/cost.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

/// The roof of the machine that runs this (Williams, Waterman, Patterson, 2009), measured on one core, and what a program's
/// constants say of it. Not a part of tenon.hpp.
namespace tenon::bench {

namespace detail {

/// The least seconds of several runs of a job: what the machine does when nobody disturbs it.
template <class Job>
double least_seconds(int runs, Job const& job) {
  using Clock = std::chrono::steady_clock;
  double least = 1e9;
  for (int i = 0; i < runs; ++i) {
    auto const begin = Clock::now();
    job();
    least = std::min(least, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return least;
}
/// The optimiser must take x for read and written.
template <class X>
TENON_INLINE void keep(X& x) {
  asm volatile("" : : "r"(&x) : "memory");
}

/// Chains of multiply-adds: as many as hide their latency, as few as fit the registers.
template <class T>
double measured_flops_per_second() {
  constexpr int lanes = simd::native_lanes<T>, chains = 12, steps = 4096;
  using V = simd::lane<T, lanes>;
  V const factor(T(0.5)), term(T(0.25));
  V sums[chains];
  for (auto& s : sums) s = term;
  double const seconds = least_seconds(64, [&] {
    V local[chains];
    for (int c = 0; c < chains; ++c) local[c] = sums[c];
    for (int i = 0; i < steps; ++i)
#pragma GCC unroll 12
      for (int c = 0; c < chains; ++c) local[c] = fma(local[c], factor, term);
    for (int c = 0; c < chains; ++c) sums[c] = local[c];
    keep(sums);
  });
  return 2.0 * chains * lanes * steps / seconds;
}

/// The faster of reading `bytes` and of copying one half of them to the other.
inline double measured_bytes_per_second(std::size_t bytes) {
  constexpr int lanes = simd::native_lanes<float>, sums = 8;
  using V = simd::lane<float, lanes>;
  constexpr std::size_t block = sums * lanes;
  std::size_t const count = std::max(bytes / sizeof(float) / block, std::size_t{2}) * block, passes = 1 + (1U << 18) / count;
  std::vector<float> memory(count, 1.0f);
  V total[sums];
  for (auto& t : total) t = V(0.0f);
  double const work = static_cast<double>(passes * count * sizeof(float));
  double const reading = least_seconds(16, [&] {
    V local[sums];
    for (int s = 0; s < sums; ++s) local[s] = total[s];
    for (std::size_t pass = 0; pass < passes; ++pass) {
      float const* p = memory.data();
      keep(memory);
      for (std::size_t i = 0; i < count; i += block)
        for (int s = 0; s < sums; ++s) local[s] = local[s] + V::load(p + i + static_cast<std::size_t>(s * lanes));
    }
    for (int s = 0; s < sums; ++s) total[s] = local[s];
    keep(total);
  });
  double const copying = least_seconds(16, [&] {
    for (std::size_t pass = 0; pass < passes; ++pass) {
      std::memcpy(memory.data(), memory.data() + count / 2, count / 2 * sizeof(float));
      keep(memory);
    }
  });
  return work / std::min(reading, copying);
}

}  // namespace detail

/// Multiply-adds of T in registers, two operations each, a second on one core. Measured at the first call (some milliseconds).
template <class T>
double flops_per_second() {
  static double const measured = detail::measured_flops_per_second<T>();
  return measured;
}

/// Bytes that one core reads, or reads and writes, a second, where `working_set` bytes are used again and again: those of the
/// cache that holds them. Measured at the first call for each power of two (milliseconds; at most 256 MB).
inline double bytes_per_second(std::int64_t working_set) {
  static double measured[29] = {};
  auto const size = static_cast<std::uint64_t>(std::clamp<std::int64_t>(working_set, 1 << 12, 1 << 28));
  auto const power = static_cast<std::size_t>(std::bit_width(size - 1));
  double& rate = measured[power];
  if (rate == 0) rate = detail::measured_bytes_per_second(std::size_t{1} << power);
  return rate;
}

/// Seconds that a program of this cost takes at least: for its operations in registers, or for its bytes from where its memory
/// lies. Its operations are taken for multiply-adds of T, and transcendental functions for the polynomials that they are.
template <class T = float>
double roof_seconds(Cost const& cost) {
  return std::max(static_cast<double>(cost.flops) / flops_per_second<T>(),
                  static_cast<double>(cost.bytes_moved) / bytes_per_second(cost.peak_bytes));
}

}  // namespace tenon::bench
