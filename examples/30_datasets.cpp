// SPDX-License-Identifier: MIT
// Queues between threads, and pipelines of data that a training reads.
#include <tenon/data/queues.hpp>
#include <tenon/tenon.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <tuple>

namespace tn = tenon;
namespace nn = tenon::nn;
namespace data = tenon::data;
using namespace std::chrono_literals;

namespace {

void check(bool ok, char const* what) {
  if (ok) return;
  std::fprintf(stderr, "30_datasets: %s\n", what);
  std::exit(1);
}

/// Sensor number i would have measured this.
std::tuple<tn::Tensor<float, 2>, float> measure(int i) {
  float const t = 0.1F * static_cast<float>(i);
  return {tn::Tensor<float, 2>{std::sin(t), std::cos(t)}, t};
}

void queues() {
  // [queue]
  using Sample = std::tuple<tn::Tensor<float, 2>, float>;  // what goes through: several components of static shape
  data::RandomShuffleQueue<Sample, 64, 16> queue(42);      // 64 places, at least 16 to choose from, the seed
  std::thread producer([&] {
    for (int i = 0; i < 100; ++i)
      if (!queue.enqueue(measure(i))) return;  // waits while the queue is full; fails once it is closed
    queue.close();                             // what is in the queue can still be taken
  });
  std::size_t rows = 0;
  data::Batched<Sample, 32> batch;
  while (queue.dequeue_up_to(batch)) {  // 32 rows, or what is left of a closed queue
    auto const& [x, y] = batch.values;  // Tensor<float, 32, 2> and Tensor<float, 32>
    rows += batch.rows;
    check(std::abs(x.data()[0] - std::sin(y.data()[0])) < 1e-6F, "rows of x and y stay together");
  }
  producer.join();
  // [end]
  check(rows == 100, "every element comes once");

  // [closed]
  auto const outcome = queue.enqueue(measure(0), 10ms);  // waits ten milliseconds at most
  check(outcome.closed() && outcome.message() == "enqueue: the queue is closed", "a closed queue says so");
  // [end]

  // [padding]
  using Words = data::Sequence<int, 5>;            // at most five word numbers
  data::PaddingFifoQueue<Words, 8> sentences(-1);  // what stands behind the end of shorter ones
  for (std::size_t length : {2U, 4U}) {
    int const numbers[] = {7, 7, 7, 7};
    Words words;
    words.assign(std::span(numbers, length));
    check(bool(sentences.enqueue(words)), "there is room");
  }
  data::Batched<Words, 2> padded;
  check(bool(sentences.dequeue_many(padded)), "two are there");
  check(padded.values.lengths.data()[0] == 2 && padded.values.longest() == 4, "lengths are known");
  check(padded.values.values.data()[2] == -1, "the rest is filled");  // Tensor<int, 2, 5>
  // [end]
}

}  // namespace

int main() {
  queues();
  std::puts("ok");
}
