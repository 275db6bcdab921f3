// SPDX-License-Identifier: MIT
#include "results.hpp"

#include "harness.hpp"

#include <tenon/interop/roofline.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

namespace bench {
namespace {

/// As a JSON string; what we write has no control characters.
std::string quoted(std::string const& text) {
  std::string out = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.rfind("model name", 0) == 0)
      if (auto const colon = line.find(": "); colon != line.npos) return line.substr(colon + 2);
  return "";
}
char const* instructions() {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
  return "AVX2 with FMA";
#elif defined(__AVX__)
  return "AVX";
#elif defined(__SSE2__)
  return "SSE2";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "";
#endif
}
std::string compiler() {
#if defined(__clang__)
  return "clang " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__);
#elif defined(__GNUC__)
  return "g++ " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__);
#else
  return "";
#endif
}

void write_machine(std::FILE* out, bool quick, double load_before) {
  std::fprintf(
      out, "{\"machine\": {\n  \"cpu\": %s, \"instructions\": \"%s\", \"compiler\": \"%s\", \"flags\": \"-O3 -march=native\",\n",
      quoted(processor()).c_str(), instructions(), compiler().c_str());
  std::fprintf(out, "  \"quick\": %s, \"processors\": %u, \"load\": [%.2f, %.2f],\n", quick ? "true" : "false",
               std::thread::hardware_concurrency(), load_before, load_average());
  std::fprintf(out, "  \"f32_gflops\": %.1f, \"f64_gflops\": %.1f,\n  \"bytes_per_second\": {",
               tenon::bench::flops_per_second<float>() / 1e9, tenon::bench::flops_per_second<double>() / 1e9);
  char const* separator = "";
  for (auto const& [name, size] : {std::pair{"16 KB", 1 << 14}, {"512 KB", 1 << 19}, {"32 MB", 1 << 25}, {"256 MB", 1 << 28}}) {
    std::fprintf(out, "%s\"%s\": %.4g", separator, name, tenon::bench::bytes_per_second(size));
    separator = ", ";
  }
  std::fprintf(out, "},\n  \"libraries\": {");
  separator = "";
  for (auto const& [name, version] : libraries()) {
    std::fprintf(out, "%s%s: %s", separator, quoted(name).c_str(), quoted(version).c_str());
    separator = ", ";
  }
  std::fprintf(out, "}\n},\n");
}

void write_row(std::FILE* out, Figures const& f) {
  std::fprintf(out, "  {\"name\": %s, \"ours_ns\": %.2f, \"least_ns\": %.2f", quoted(f.name).c_str(), f.ours.median,
               f.ours.least);
  f.peers.empty() ? std::fprintf(out, ", \"peer\": null, \"peer_ns\": null, \"ratio\": null")
                  : std::fprintf(out, ", \"peer\": %s, \"peer_ns\": %.2f, \"ratio\": %.3f", quoted(f.peers[0].first).c_str(),
                                 f.peers[0].second.median, f.peers[0].second.median / f.ours.median);
  f.limit > 0
      ? std::fprintf(out, ", \"limit\": %s, \"limit_percent\": %.1f", quoted(f.limit_name).c_str(), 100 * f.limit / f.ours.median)
      : std::fprintf(out, ", \"limit\": null, \"limit_percent\": null");
  if (f.flops > 0) std::fprintf(out, ", \"flops\": %.0f", f.flops);
  std::fprintf(out, ", \"peers\": {");
  for (std::size_t i = 0; i < f.peers.size(); ++i)
    std::fprintf(out, "%s%s: {\"ns\": %.2f, \"least_ns\": %.2f}", i == 0 ? "" : ", ", quoted(f.peers[i].first).c_str(),
                 f.peers[i].second.median, f.peers[i].second.least);
  std::fprintf(out, "}}");
}

}  // namespace

double load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

void print_head() { std::printf("%-30s %12s  %-12s %12s %7s %7s\n", "", "ours, ns", "best peer", "ns", "ratio", "limit %"); }
void print(Figures const& f) {
  auto line = [&](std::string const& name, double ours, std::string const& peer, double ns, double limit) {
    std::printf("%-30s", name.c_str());
    ours > 0 ? std::printf(" %12.1f", ours) : std::printf(" %12s", name.empty() ? "" : "wrong");
    ns > 0 ? std::printf("  %-12s %12.1f", peer.c_str(), ns) : std::printf("  %-12s %12s", "-", "-");
    ns > 0 && f.ours.median > 0 ? std::printf(" %7.2f", ns / f.ours.median) : std::printf(" %7s", "-");
    limit > 0 && ours > 0 ? std::printf(" %7.1f\n", 100 * limit / ours) : std::printf(" %7s\n", ours > 0 ? "-" : "");
  };
  line(f.name, f.ours.median, f.peers.empty() ? "" : f.peers[0].first, f.peers.empty() ? 0 : f.peers[0].second.median, f.limit);
  for (std::size_t i = 1; i < f.peers.size(); ++i) line("", 0, f.peers[i].first, f.peers[i].second.median, 0);
  std::fflush(stdout);
}

bool write_json(std::string const& path, std::vector<Figures> const& all, bool quick, double load_before) {
  std::FILE* const out = std::fopen(path.c_str(), "w");
  if (out == nullptr) {
    std::fprintf(stderr, "tenon_bench: cannot write %s: %s\n", path.c_str(), std::strerror(errno));
    return false;
  }
  write_machine(out, quick, load_before);
  std::fprintf(out, "\"rows\": [");
  char const* separator = "\n";
  for (Figures const& f : all) {
    if (f.ours.median == 0) continue;  // we were wrong
    std::fputs(separator, out);
    write_row(out, f);
    separator = ",\n";
  }
  std::fprintf(out, "\n]}\n");
  return std::fclose(out) == 0;
}

}  // namespace bench
