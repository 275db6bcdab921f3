// SPDX-License-Identifier: MIT
// Queues between threads, and pipelines of data that a training reads.
#include <tenon/data/datasets.hpp>
#include <tenon/data/prefetch.hpp>
#include <tenon/data/queues.hpp>
#include <tenon/io/text_lines.hpp>
#include <tenon/tenon.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
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

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<8, nn::Tanh>, nn::Dense<1>> {};

/// Points of a plane, as bytes, and what is to be learnt of them.
data::Rows<std::uint8_t, 2> points() {
  data::Rows<std::uint8_t, 2> x(500);
  for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = static_cast<std::uint8_t>(i * 97 % 251);
  return x;
}
data::Rows<float, 1> answers(data::Rows<std::uint8_t, 2> const& x) {
  data::Rows<float, 1> y(x.rows());
  for (std::size_t i = 0; i < x.rows(); ++i)
    y.row(i)[0] = (static_cast<float>(x.row(i)[0]) - static_cast<float>(x.row(i)[1])) / 255.F;
  return y;
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

void pipelines() {
  auto const x = points();
  auto const y = answers(x);
  // [pipeline]
  auto train = data::from_rows(x, y) |  // rows of bytes and of floats, as they lie
               data::map([](auto const& image, auto const& label) {
                 return std::tuple{tn::cast<float>(image) / 255.F, label};  // one kernel, computed where the element lies
               }) |
               data::shuffle<256>(42) |  // another order in every iteration
               data::batch<32>() |       // Tensor<float, 32, 2> and Tensor<float, 32, 1>, the last with 20 rows
               data::prefetch<2>();      // read by a thread while the last batch is trained on
  // [end]

  // [fit]
  Net net;
  tn::initialize(net, 1);
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, nn::Adam{});
  trainer.optimizer().learning_rate = 0.01F;
  auto const history = trainer.fit(train, {.epochs = 40, .verbose = nn::Verbose::silent});
  // [end]
  check(history.steps == 40 * 16, "16 batches an epoch");
  check(history.values[0].back() < 1e-3 && history.values[0].back() < 0.1 * history.values[0].front(), "it learns");

  // [position]
  auto set = data::range(100) | data::shuffle<32>(7) | data::batch<8>();
  decltype(set)::element batch, expected;
  for (int i = 0; i < 5; ++i) check(set.next(batch), "there are more");
  data::Position const here = set.position();  // two numbers, to be kept with the training

  auto resumed = data::range(100) | data::shuffle<32>(7) | data::batch<8>();
  resumed.seek(here);
  check(set.next(expected) && resumed.next(batch), "there are more");
  for (std::size_t i = 0; i < 8; ++i) check(batch.values.data()[i] == expected.values.data()[i], "bit for bit");
  // [end]

  auto const file = (std::filesystem::temp_directory_path() / "tenon_30_datasets.txt").string();
  std::ofstream(file) << "one\ntwo\nthree\n";
  // [lines]
  auto lengths = tn::io::text_lines(file) | data::filter([](std::string const& line) { return line != "two"; }) |
                 data::map([](std::string const& line) { return static_cast<int>(line.size()); });
  int sum = 0;
  for (int length : lengths) sum += length;
  // [end]
  check(sum == 8, "the lengths of two lines");
  std::filesystem::remove(file);
}

}  // namespace

int main() {
  queues();
  pipelines();
  std::puts("ok");
}
