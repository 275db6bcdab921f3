// SPDX-License-Identifier: MIT
// How much faster several cores are: the same jobs without threads, on one thread and on all, in turns, by the clock on the wall.
// The thread's own time, which the other benchmarks take, says nothing here.
#include "jobs.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

char const usage[] = R"(usage: tenon_bench_cores [--quick] [--threads N]

  --quick      fewer rounds: a look, not a measurement
  --threads N  instead of as many as there are cores

Medians and the least times of rounds in which everybody takes turns, in milliseconds by the clock on the wall. `times` is how much
faster the threads are than the program without them. Whoever computes other bits than it is reported, and the program fails.
)";

struct Contestant {
  Job job;
  int threads;
  std::vector<double> milliseconds;

  double run(int times) {
    using Clock = std::chrono::steady_clock;
    tn::parallel::set_threads(threads);
    auto const begin = Clock::now();
    for (int i = 0; i < times; ++i) job.run();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count() / times;
  }
  double median() {
    std::sort(milliseconds.begin(), milliseconds.end());
    return milliseconds[milliseconds.size() / 2];
  }
  double least() const { return *std::min_element(milliseconds.begin(), milliseconds.end()); }
};

double load() {
  double average[1] = {};
  return getloadavg(average, 1) == 1 ? average[0] : -1;
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 61, threads = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0)
      rounds = 11;
    else if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc && (threads = std::atoi(argv[i + 1])) > 0)
      ++i;
    else {
      bool const help = std::strcmp(argv[i], "--help") == 0;
      std::fputs(usage, help ? stdout : stderr);
      return help ? 0 : 2;
    }
  }
  tn::parallel::set_threads(threads);
  threads = tn::parallel::threads();
  std::printf("%d threads; load average %.1f before\n", threads, load());
  std::printf("%-44s %18s %18s %18s %16s\n", "median, least: ms", "no threads", "1 thread", "all", "times");
  bool same = true;
  std::vector<Job> const serial = serial_jobs(), one = jobs(), all = jobs();
  for (std::size_t j = 0; j < serial.size(); ++j) {
    Contestant contestants[] = {{serial[j], 1, {}}, {one[j], 1, {}}, {all[j], threads, {}}};
    // A turn is some 20 ms, after one that warms the caches up.
    int const times = std::max(1, static_cast<int>(20 / contestants[0].run(1)));
    for (int c = 1; c < 3; ++c) contestants[c].run(1);
    for (int r = 0; r < rounds; ++r)
      for (int c = 0; c < 3; ++c) {
        Contestant& turn = contestants[(r + c) % 3];
        turn.milliseconds.push_back(turn.run(times));
      }
    for (Contestant const& c : contestants) same = same && c.job.result() == contestants[0].job.result();
    if (!same) std::fprintf(stderr, "error: %s: the threads computed other bits\n", serial[j].name.c_str());
    std::printf("%-44s", serial[j].name.c_str());
    for (Contestant& c : contestants) std::printf("   %7.2f %7.2f", c.median(), c.least());
    std::printf("   %6.2f %6.2f\n", contestants[0].median() / contestants[2].median(),
                contestants[0].least() / contestants[2].least());
  }
  std::printf("load average %.1f after\n", load());
  return same ? 0 : 1;
}
