// SPDX-License-Identifier: MIT
// Reads what `valgrind --tool=lackey --trace-mem=yes` says of a program and counts the bytes that it moves between two calls of a
// function: traffic MARK KERNEL... < TRACE, addresses in hexadecimal. Prints the bytes read and written, for each kernel with -v.
//
// A byte is read when the first access to it, since its line came into the cache, is a load; written when its line leaves the
// cache after a store. So the cache is 512 KiB in lines of 64 bytes, 16 ways, the oldest leaves; and it is empty when a kernel
// is entered the first time: nothing is left from the kernel before. What remains are the bytes that each kernel must move,
// those that it moves again because it comes back to memory too late, and those of its own buffers.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

using Address = std::uint64_t;

struct Traffic {
  std::int64_t read = 0, written = 0;
};

class Cache {
 public:
  void access(Address a, unsigned size, bool load, bool store, Traffic& t) {
    for (Address const end = a + size; a < end;) {
      Address const next = std::min((a / line_bytes + 1) * line_bytes, end);
      Line& l = line(a / line_bytes, t);
      std::uint64_t const bytes = next - a == 64 ? ~std::uint64_t{0} : ((std::uint64_t{1} << (next - a)) - 1) << (a % line_bytes);
      if (load) l.read |= bytes & ~l.written;
      if (store) l.written |= bytes;
      a = next;
    }
  }
  void empty(Traffic& t) {
    for (Line& l : lines_) leave(l, t);
  }

 private:
  static constexpr Address line_bytes = 64, ways = 16, sets = 512 * 1024 / (line_bytes * ways);

  struct Line {
    Address tag = ~Address{0};
    std::uint64_t read = 0, written = 0, used = 0;
  };
  std::vector<Line> lines_{ways * sets};
  std::uint64_t now_ = 0;

  static void leave(Line& l, Traffic& t) {
    t.read += __builtin_popcountll(l.read);
    t.written += __builtin_popcountll(l.written);
    l = {};
  }
  Line& line(Address tag, Traffic& t) {
    Line* const set = lines_.data() + tag % sets * ways;
    Line* oldest = set;
    for (Line* l = set; l < set + ways; ++l) {
      if (l->tag == tag) {
        l->used = ++now_;
        return *l;
      }
      if (l->used < oldest->used) oldest = l;
    }
    leave(*oldest, t);
    oldest->tag = tag;
    oldest->used = ++now_;
    return *oldest;
  }
};

struct Kernel {
  Address entry;
  bool entered = false;
  Traffic traffic{};
};

}  // namespace

int main(int argc, char** argv) {
  bool const each = argc > 1 && std::strcmp(argv[1], "-v") == 0;
  std::vector<Kernel> kernels(1);  // the first is all that is outside of kernels
  for (int i = each ? 2 : 1; i < argc; ++i) kernels.push_back({std::strtoull(argv[i], nullptr, 16)});
  if (kernels.size() < 2) return std::fprintf(stderr, "usage: traffic [-v] MARK KERNEL... < TRACE\n"), 2;
  Address const mark = kernels[1].entry;
  kernels.erase(kernels.begin() + 1);

  Cache cache;
  std::size_t current = 0;
  int marks = 0;
  char text[256];
  while (std::fgets(text, sizeof text, stdin)) {
    if (text[0] == '=' || std::strlen(text) < 5) continue;  // "I  ADDRESS,SIZE", " L ...", " S ...", " M ..."
    char* rest = nullptr;
    Address const at = std::strtoull(text + 3, &rest, 16);
    if (rest == nullptr || *rest != ',') continue;
    if (text[0] == 'I') {
      if (at == mark && ++marks == 2) break;
      if (marks != 1) continue;
      for (std::size_t k = 1; k < kernels.size(); ++k)
        if (kernels[k].entry == at) {
          if (!kernels[k].entered) cache.empty(kernels[current].traffic);
          kernels[k].entered = true;
          current = k;
        }
    } else if (marks == 1)
      cache.access(at, static_cast<unsigned>(std::strtoul(rest + 1, nullptr, 10)), text[1] != 'S', text[1] != 'L',
                   kernels[current].traffic);
  }
  while (std::fgets(text, sizeof text, stdin)) {}  // the program should not end by a broken pipe
  if (marks != 2) return std::fprintf(stderr, "error: the trace has no two calls of the mark\n"), 1;
  cache.empty(kernels[current].traffic);
  Traffic all;
  for (Kernel const& k : kernels) {
    all.read += k.traffic.read;
    all.written += k.traffic.written;
    if (each && (k.entered || &k == kernels.data()))
      std::printf("%llx %lld %lld\n", static_cast<unsigned long long>(k.entry), static_cast<long long>(k.traffic.read),
                  static_cast<long long>(k.traffic.written));
  }
  std::printf("%lld %lld\n", static_cast<long long>(all.read), static_cast<long long>(all.written));
}
