// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

/// A job, and several ways to do it that take turns on the same data in one process.
namespace bench {

using Values = std::vector<double>;

/// One way to do a job.
struct Contestant {
  std::string name;
  std::function<void(benchmark::State&)> run;
  std::function<Values()> result;  ///< what it computed, for comparison; a limit has none
};

/// `job()` does it once, `result()` gives what the last run computed.
template <class Job, class Result>
Contestant contestant(std::string name, Job job, Result result) {
  return {std::move(name),
          [job](benchmark::State& state) mutable {
            for (auto _ : state) {
              job();
              benchmark::ClobberMemory();
            }
          },
          result};
}

struct Row {
  std::string name;
  Contestant ours;
  std::vector<Contestant> peers;
  Values expected;
  double tolerance = 0;  ///< of max(1, |expected|)

  /// Floating operations and bytes of the job, where they say something of its speed.
  double flops = 0, bytes = 0;

  /// What no contestant can beat: a measured job and how many of it this one amounts to. Without a job of its own it
  /// is the peer of that name; without a name it is the time that the machine takes for `flops` or `bytes`.
  Contestant limit;
  double limit_jobs = 1;
};

/// Rows are made when they are run: data of those that the filter leaves out costs nothing.
struct Entry {
  std::string name;
  std::function<Row()> make;
};
inline std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}
inline bool add(std::string name, std::function<Row()> make) {
  entries().push_back({std::move(name), std::move(make)});
  return true;
}

/// The libraries that are compared and their versions. Whoever enters one says so.
inline std::map<std::string, std::string>& libraries() {
  static std::map<std::string, std::string> all;
  return all;
}
inline bool library(std::string name, std::string version) {
  libraries().insert_or_assign(std::move(name), std::move(version));
  return true;
}
template <class... Number>
std::string version(Number... number) {
  std::string all;
  ((all += (all.empty() ? "" : ".") + std::to_string(number)), ...);
  return all;
}

template <class Range>
Values to_values(Range const& r) {
  return Values(r.begin(), r.end());
}

/// Numbers in [-1, 1) that are the same everywhere.
class Noise {
 public:
  explicit Noise(unsigned seed) : state_(seed) {}
  double operator()() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state_ >> 11) * 0x1p-52 - 1;
  }
  template <class T>
  void fill(T* to, std::size_t n, double scale = 1) {
    for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<T>(scale * (*this)());
  }

 private:
  unsigned long long state_;
};

}  // namespace bench
