// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/dataset.hpp>
#include <tenon/data/queue/kinds.hpp>

#include <exception>
#include <memory>
#include <thread>

namespace tenon::data {

namespace detail {

/// A thread that reads ahead of the one who asks. What the source throws (a file that cannot be read) is thrown again to the
/// asker.
template <class S, std::size_t N>
class Prefetch {
 public:
  using element = typename S::element;
  static constexpr std::size_t fixed_size = detail::fixed_size<S>;
  explicit Prefetch(S source) : reader_(std::make_unique<Reader>(std::move(source))) {}
  void restart(std::uint64_t iteration) {
    reader_->stop();
    reader_->source.restart(iteration);
  }
  std::size_t size() const { return reader_->size; }
  /// Elements that nobody wants are not handed over.
  std::size_t skip(std::size_t n) {
    if (!reader_->thread.joinable()) return detail::skip(reader_->source, n);
    element passed{};
    std::size_t done = 0;
    while (done < n && next(passed)) ++done;
    return done;
  }
  bool next(element& out) {
    if (!reader_->thread.joinable()) reader_->start();
    if (reader_->queue.dequeue(out)) return true;
#if defined(__cpp_exceptions)
    if (reader_->thrown) std::rethrow_exception(std::exchange(reader_->thrown, nullptr));
#endif
    return false;
  }

 private:
  struct Reader {
    explicit Reader(S s) : source(std::move(s)), size(source.size()) {}
    ~Reader() { stop(); }
    void start() {
      queue.reopen();
      thrown = nullptr;
      thread = std::thread([this] {
#if defined(__cpp_exceptions)
        try {
          read();
        } catch (...) {
          thrown = std::current_exception();
        }
#else
        read();
#endif
        queue.close();
      });
    }
    void read() {
      while (source.next(ahead) && queue.enqueue(std::move(ahead))) {}
    }
    void stop() {
      if (!thread.joinable()) return;
      queue.close(Pending::cancel);
      thread.join();
      size = source.size();  // a cache may know more now
    }
    S source;
    element ahead{};
    FifoQueue<element, N> queue;
    std::thread thread;
    std::exception_ptr thrown;
    std::size_t size;
  };
  std::unique_ptr<Reader> reader_;
};

template <std::size_t N>
struct MakePrefetch {
  using makes_a_stage = void;
  template <class S>
  auto operator()(S source) const {
    return Prefetch<S, N>(std::move(source));
  }
};

}  // namespace detail

/// A thread of its own reads up to N elements ahead while the last one is worked on. All that stands before it runs in that
/// thread: rows that are read must not be written meanwhile. The elements are those that would come without it.
template <std::size_t N>
auto prefetch() {
  static_assert(N > 0, "prefetch: at least one element ahead");
  return detail::MakePrefetch<N>{};
}

}  // namespace tenon::data
