// SPDX-License-Identifier: MIT
#include "harness.hpp"
#include "results.hpp"

#include <tenon/interop/roofline.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <regex>

extern "C" void omp_set_num_threads(int) __attribute__((weak));  // of the library that peers bring along, if any does

namespace {

char const usage[] =
    R"(usage: tenon_bench [--quick] [--filter REGEX] [--json FILE]

  --quick         fewer and shorter rounds: a look, not a measurement
  --filter REGEX  only the rows whose names the expression is found in
  --json FILE     also write {machine, rows}: each row {name, ours_ns, least_ns, peer, peer_ns, ratio, limit, limit_percent,
                  flops, peers}

All contestants of a row take turns in random order; a figure is the median of the thread's time. Who computes something else than
the reference in double is reported and left out, and the program fails. ratio: how many times
as fast as the best peer we are; other peers follow in lines of their own. limit_percent: our speed as a part of what the
machine was measured to allow, and `limit` by what. `peers` has the median and the least time of each.
)";

struct Options {
  bool quick = false;
  std::string filter, json;
};

using bench::Figures;
using bench::Time;

/// Collects the time of every round.
class Rounds : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(Context const&) override { return true; }
  void ReportRuns(std::vector<Run> const& runs) override {
    for (Run const& r : runs)
      if (r.run_type == Run::RT_Iteration) times_[r.run_name.function_name].push_back(r.GetAdjustedCPUTime());
  }
  Time time(std::string const& contestant) {
    auto& t = times_[contestant];
    if (t.empty()) return {};
    std::sort(t.begin(), t.end());
    return {t[t.size() / 2], t[0]};
  }

 private:
  std::map<std::string, std::vector<double>> times_;
};

bool correct(bench::Row const& row, bench::Contestant const& c) {
  bench::Values const got = c.result();
  std::size_t bad = got.size() == row.expected.size() ? 0 : 1;
  for (std::size_t i = 0; bad == 0 && i < got.size(); ++i)
    if (!(std::abs(got[i] - row.expected[i]) <= row.tolerance * std::max(1.0, std::abs(row.expected[i])))) bad = i + 1;
  if (bad != 0 && got.size() == row.expected.size())
    std::fprintf(stderr, "%s: %s computed %.9g for element %zu, not %.9g\n", row.name.c_str(), c.name.c_str(), got[bad - 1],
                 bad - 1, row.expected[bad - 1]);
  else if (bad != 0)
    std::fprintf(stderr, "%s: %s computed %zu elements, not %zu\n", row.name.c_str(), c.name.c_str(), got.size(),
                 row.expected.size());
  return bad == 0;
}

void enter(bench::Contestant const& c, double seconds, int repetitions) {
  auto* const entered = benchmark::RegisterBenchmark(c.name.c_str(), [&c](benchmark::State& s) { c.run(s); });
  entered->Repetitions(repetitions)->Unit(benchmark::kNanosecond);
  seconds > 0 ? entered->MinTime(seconds) : entered->Iterations(1);
}

/// Runs it once and looks at what it computed; `longest` is the most seconds that anybody took.
bool passes(bench::Row const& row, bench::Contestant const& c, double& longest) {
  benchmark::ClearRegisteredBenchmarks();
  enter(c, 0, 1);
  Rounds once;
  benchmark::RunSpecifiedBenchmarks(&once, ".");
  longest = std::max(longest, once.time(c.name).median * 1e-9);
  return !c.result || correct(row, c);
}

/// False where somebody is wrong; the wrong ones are left out.
bool measure(bench::Row& row, bool quick, Figures& figures) {
  double longest = 0;
  bool const ours_passes = passes(row, row.ours, longest);
  auto const wrong =
      std::stable_partition(row.peers.begin(), row.peers.end(), [&](auto const& p) { return passes(row, p, longest); });
  bool const ok = ours_passes && wrong == row.peers.end() && (!row.limit.run || passes(row, row.limit, longest));
  row.peers.erase(wrong, row.peers.end());

  benchmark::ClearRegisteredBenchmarks();
  // A turn is several jobs, or all of it would run in caches that hold somebody else's data.
  double const seconds = std::max(quick ? 1e-4 : 4e-4, std::min((quick ? 2 : 6) * longest, 2e-2));
  int const repetitions = quick ? 11 : 61;
  if (ours_passes) enter(row.ours, seconds, repetitions);
  for (bench::Contestant const& p : row.peers) enter(p, seconds, repetitions);
  if (row.limit.run) enter(row.limit, seconds, repetitions);
  Rounds rounds;
  benchmark::RunSpecifiedBenchmarks(&rounds, ".");

  figures.name = row.name;
  figures.ours = rounds.time(row.ours.name);
  for (bench::Contestant const& p : row.peers) figures.peers.emplace_back(p.name, rounds.time(p.name));
  std::sort(figures.peers.begin(), figures.peers.end(),
            [](auto const& a, auto const& b) { return a.second.median < b.second.median; });
  figures.flops = row.flops;
  figures.limit_name = row.limit.name;
  figures.limit = rounds.time(row.limit.name).median * row.limit_jobs;
  if (row.limit.name.empty() && row.bytes > 0) {
    figures.limit_name = "roof";
    figures.limit = 1e9 * std::max(row.bytes / tenon::bench::bytes_per_second(static_cast<std::int64_t>(row.bytes)),
                                   row.flops / tenon::bench::flops_per_second<float>());
  }
  return ok;
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    std::string const flag = argv[i];
    bool const has_value = i + 1 < argc;
    if (flag == "--quick")
      options.quick = true;
    else if (flag == "--filter" && has_value)
      options.filter = argv[++i];
    else if (flag == "--json" && has_value)
      options.json = argv[++i];
    else {
      bool const help = flag == "--help" || flag == "-h";
      if (!help)
        std::fprintf(stderr, "tenon_bench: %s %s\n", flag.c_str(),
                     flag[0] == '-' ? "is unknown or lacks its value" : "is not a flag");
      std::fputs(usage, help ? stdout : stderr);
      std::exit(help ? 0 : 2);
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  parse(argc, argv, options);
  std::regex filter;
  try {
    filter = std::regex(options.filter);
  } catch (std::regex_error const& e) {
    std::fprintf(stderr, "tenon_bench: --filter %s: %s\n", options.filter.c_str(), e.what());
    return 2;
  }
  if (omp_set_num_threads != nullptr) omp_set_num_threads(1);
  char program[] = "tenon_bench", interleave[] = "--benchmark_enable_random_interleaving=true";
  char* arguments[] = {program, interleave, nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments);

  double const load_before = bench::load_average();
  bench::print_head();
  std::vector<Figures> all;
  bool ok = true;
  for (bench::Entry const& e : bench::entries())
    if (std::regex_search(e.name, filter)) {
      Figures f;
      bench::Row row = e.make();
      row.name = e.name;
      ok = measure(row, options.quick, f) && ok;
      bench::print(f);
      all.push_back(f);
    }
  if (all.empty()) {
    std::fprintf(stderr, "tenon_bench: no row is called like '%s'; there are", options.filter.c_str());
    for (bench::Entry const& e : bench::entries()) std::fprintf(stderr, " %s", e.name.c_str());
    std::fputc('\n', stderr);
    return 2;
  }
  if (!options.json.empty() && !bench::write_json(options.json, all, options.quick, load_before)) return 1;
  return ok ? 0 : 1;
}
