// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

/// Work on several cores, where TENON_PARALLEL_OPENMP or TENON_PARALLEL_TBB asks for it: the one place that knows who runs the
/// threads. Without either there is one thread, and no kernel includes this.   docs/parallel.md
#if TENON_PARALLEL
#include <atomic>
#if defined(TENON_PARALLEL_OPENMP)
#include <omp.h>
#else
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#endif
#endif

namespace tenon::parallel {

#if TENON_PARALLEL
namespace detail {

inline std::atomic<int> wanted_threads{0};

/// Chunks in as many blocks as there are threads. Each begins with its own, which is the same from one kernel to the next, so
/// that what it wrote is still in its cache, and then helps those who are late.
class Blocks {
 public:
  static constexpr int most = 64;

  Blocks(int count, int blocks) : count_(count), blocks_(blocks) {
    for (int b = 0; b < blocks; ++b) next_[b].store(begin(b), std::memory_order_relaxed);
  }
  template <class F>
  void work(int thread, F const& f) {
    for (int n = 0; n < blocks_; ++n) {
      int const b = (thread + n) % blocks_, end = begin(b + 1);
      for (int i; (i = next_[b].fetch_add(1, std::memory_order_relaxed)) < end;) f(i);
    }
  }

 private:
  int count_, blocks_;
  std::atomic<int> next_[most];

  int begin(int block) const { return static_cast<int>(static_cast<long long>(count_) * block / blocks_); }
};

}  // namespace detail
#endif

inline namespace TENON_ISA {

/// How many threads kernels run on at most: what `set_threads` said, else as many as there are cores (OpenMP: or as
/// OMP_NUM_THREADS says). 1 where Tenon is built without threads.
inline int threads() {
#if TENON_PARALLEL
  if (int const wanted = detail::wanted_threads.load(std::memory_order_relaxed); wanted > 0) return wanted;
#if defined(TENON_PARALLEL_OPENMP)
  return omp_get_max_threads();
#else
  return oneapi::tbb::this_task_arena::max_concurrency();
#endif
#else
  return 1;
#endif
}

/// Sets how many threads kernels run on at most, for all that begin from now on, whoever calls them; 0 or less: as many as there
/// are cores. It may be called at any time, and changes no result. Without threads it does nothing.
inline void set_threads([[maybe_unused]] int count) {
#if TENON_PARALLEL
  detail::wanted_threads.store(count > 0 ? count : 0, std::memory_order_relaxed);
#endif
}

/// Calls f(0), ..., f(count - 1), each once, in no order and on up to `threads()` threads, the caller's among them; returns when
/// all are done. Two of the calls must not write what the other reads or writes, and none may throw. Inside a chunk, or a
/// parallel region of the caller's own, OpenMP goes on with the thread that is there, oneTBB shares those that it has.
template <class F>
void for_each_chunk(int count, F const& f) {
#if TENON_PARALLEL
  int const most = threads() < detail::Blocks::most ? threads() : detail::Blocks::most, used = most < count ? most : count;
  if (used > 1) {
    detail::Blocks blocks(count, used);
#if defined(TENON_PARALLEL_OPENMP)
#pragma omp parallel num_threads(used)
    blocks.work(omp_get_thread_num(), f);
#else
    auto const work = [&](int thread) { blocks.work(thread, f); };
    oneapi::tbb::parallel_for(0, used, work, oneapi::tbb::static_partitioner{});
#endif
    return;
  }
#endif
  for (int i = 0; i < count; ++i) f(i);
}

}  // namespace TENON_ISA
}  // namespace tenon::parallel
