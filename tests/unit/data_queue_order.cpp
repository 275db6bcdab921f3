// SPDX-License-Identifier: MIT
// What one thread sees of a queue: orders, batches, sentences. Threads are in data_queue_threads.cpp.
#include "support/catch.hpp"

#include <tenon/data/queues.hpp>
#include <tenon/trace/module.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <numeric>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
namespace data = tenon::data;

namespace {

struct Job {
  int priority = 0;
  int name = 0;
};
struct Sample {
  tenon::Tensor<float, 2> x;
  tenon::Tensor<int> label;
  TENON_MODULE(Sample, x, label);
};

template <class Queue>
std::vector<int> drain(Queue& queue) {
  std::vector<int> all;
  for (int x = 0; queue.try_dequeue(x);) all.push_back(x);
  return all;
}

}  // namespace

TEST_CASE("queue: first in, first out, around the end", "[data][queue]") {
  data::FifoQueue<int, 3> queue;
  CHECK(queue.capacity == 3);
  std::vector<int> in, out;
  for (int i = 0, x = 0; i < 20; ++i) {
    in.push_back(i);
    REQUIRE(queue.try_enqueue(i));
    if (i % 3 == 2 || i > 10) {
      REQUIRE(queue.try_dequeue(x));
      out.push_back(x);
    }
    if (queue.size() == 3) {
      auto const full = queue.try_enqueue(99);
      CHECK_FALSE(full);
      CHECK(full.late());
      CHECK(full.message() == "enqueue: the queue is full, with 3 elements");
      REQUIRE(queue.try_dequeue(x));
      out.push_back(x);
    }
  }
  auto const rest = drain(queue);
  out.insert(out.end(), rest.begin(), rest.end());
  CHECK(out == in);
  CHECK(queue.size() == 0);
}

TEST_CASE("queue: smallest priority first, equal ones in their order", "[data][queue]") {
  data::PriorityQueue<Job, 64> queue;
  std::vector<Job> jobs;
  for (int i = 0; i < 64; ++i) jobs.push_back({(i * 37) % 11, i});
  REQUIRE(queue.enqueue_many(jobs));
  std::stable_sort(jobs.begin(), jobs.end(), [](Job const& a, Job const& b) { return a.priority < b.priority; });
  for (int i = 0; i < 64; ++i) {  // some leave and come back in between
    Job job;
    REQUIRE(queue.try_dequeue(job));
    CHECK(job.name == jobs[static_cast<std::size_t>(i)].name);
    if (i == 20) REQUIRE(queue.try_enqueue(Job{100, 0}));
  }
  Job last;
  REQUIRE(queue.try_dequeue(last));
  CHECK(last.priority == 100);

  data::PriorityQueue<std::tuple<std::int64_t, char>, 4> pairs;  // the first component, as in TensorFlow
  for (char c : {'c', 'a', 'd', 'b'}) REQUIRE(pairs.try_enqueue({c - 'a', c}));
  for (char c : {'a', 'b', 'c', 'd'}) CHECK(std::get<1>(*pairs.dequeue()) == c);
}

TEST_CASE("queue: a shuffle gives each element once, by its seed, evenly", "[data][queue]") {
  auto const order_of = [](std::uint64_t seed) {
    data::RandomShuffleQueue<int, 50> queue(seed);
    for (int i = 0; i < 50; ++i) REQUIRE(queue.try_enqueue(i));
    return drain(queue);
  };
  auto const one = order_of(1), again = order_of(1), other = order_of(2);
  CHECK(one == again);
  CHECK(one != other);
  auto sorted = one;
  std::sort(sorted.begin(), sorted.end());
  std::vector<int> all(50);
  std::iota(all.begin(), all.end(), 0);
  CHECK(one != all);
  CHECK(sorted == all);

  // Each of four is first about as often: 4000 draws, 1000 expected of each, standard deviation 27.
  data::RandomShuffleQueue<int, 4> queue(7);
  std::map<int, int> first;
  for (int draw = 0; draw < 4000; ++draw) {
    for (int i = 0; i < 4; ++i) REQUIRE(queue.try_enqueue(i));
    ++first[*queue.dequeue()];
    drain(queue);
  }
  for (int i = 0; i < 4; ++i) CHECK(std::abs(first[i] - 1000) < 140);
}

TEST_CASE("queue: so many stay until a shuffle is closed", "[data][queue]") {
  data::RandomShuffleQueue<int, 8, 3> queue(1);
  for (int i = 0; i < 5; ++i) REQUIRE(queue.try_enqueue(i));
  int x = 0;
  REQUIRE(queue.try_dequeue(x));
  REQUIRE(queue.try_dequeue(x));
  auto const outcome = queue.try_dequeue(x);
  CHECK(outcome.late());
  CHECK(outcome.message() == "dequeue: not in time: the queue is open, with 3 elements, of which 3 stay");
  std::array<int, 6> six{};
  auto const never = queue.dequeue_many(six);
  CHECK(never.status() == data::QueueStatus::refused);
  CHECK(never.message() == "dequeue_many: 6 elements are asked for, at most 5 can be there at once");
  queue.close();
  CHECK(drain(queue).size() == 3);
}

TEST_CASE("queue: dequeue_many is all or nothing, dequeue_up_to takes what a closed queue has", "[data][queue]") {
  data::FifoQueue<int, 8> queue;
  std::array<int, 5> const five{1, 2, 3, 4, 5};
  REQUIRE(queue.enqueue_many(five).count() == 5);
  std::array<int, 3> three{};
  REQUIRE(queue.dequeue_many(three).count() == 3);
  CHECK(three == std::array{1, 2, 3});
  auto const late = queue.dequeue_many(three, 1ms);
  CHECK(late.late());
  CHECK(late.message() == "dequeue_many: not in time: the queue is open, with 2 elements, 3 are asked for");
  CHECK(queue.try_dequeue_up_to(three).late());  // it is open: more may come
  CHECK(queue.size() == 2);
  queue.close();
  auto const closed = queue.dequeue_many(three);
  CHECK(closed.closed());
  CHECK(closed.message() == "dequeue_many: the queue is closed, with 2 elements, 3 are asked for");
  CHECK(queue.size() == 2);
  REQUIRE(queue.dequeue_up_to(three).count() == 2);
  CHECK(three == std::array{4, 5, 3});
  auto const end = queue.dequeue_up_to(three);
  CHECK(end.closed());
  CHECK(end.message() == "dequeue_up_to: the queue is closed and empty");
  CHECK(queue.dequeue().message() == "dequeue: the queue is closed and empty");
  CHECK(queue.enqueue(6).message() == "enqueue: the queue is closed");
  CHECK(queue.enqueue_many(five).message() == "enqueue_many: the queue is closed");
  queue.reopen();
  auto const some = data::FifoQueue<int, 8>::capacity;
  std::array<int, some + 2> many{};
  auto const partly = queue.try_enqueue_many(many);
  CHECK(partly.count() == 8);
  CHECK(partly.message() == "enqueue_many: the queue is full, after 8 of 10 elements");
  std::array<int, 9> nine{};
  CHECK(queue.try_dequeue_many(nine).status() == data::QueueStatus::refused);
  CHECK(queue.dequeue_many(std::span<int>()).count() == 0);
}

TEST_CASE("queue: batches of tuples, tensors and structs", "[data][queue]") {
  data::FifoQueue<std::tuple<tenon::Tensor<float, 2>, int>, 4> queue;
  REQUIRE(queue.enqueue({tenon::Tensor<float, 2>{1, 2}, 7}));
  REQUIRE(queue.enqueue({tenon::Tensor<float, 2>{3, 4}, 8}));
  data::Batched<std::tuple<tenon::Tensor<float, 2>, int>, 2> batch;
  REQUIRE(queue.dequeue_many(batch));
  auto const& [x, y] = batch.values;
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(x)>, tenon::Tensor<float, 2, 2>>);
  CHECK(batch.rows == 2);
  CHECK((x.data()[0] == 1 && x.data()[3] == 4 && y.data()[0] == 7 && y.data()[1] == 8));
  REQUIRE(queue.enqueue({tenon::Tensor<float, 2>{5, 6}, 9}));
  queue.close();
  CHECK(queue.dequeue_many(batch).closed());
  CHECK(batch.rows == 2);
  REQUIRE(queue.dequeue_up_to(batch));
  CHECK((batch.rows == 1 && x.data()[1] == 6 && y.data()[0] == 9));

  data::FifoQueue<Sample, 4> samples;
  REQUIRE(samples.enqueue({{1, 2}, 3}));
  REQUIRE(samples.enqueue({{4, 5}, 6}));
  data::Batched<Sample, 2> two;
  REQUIRE(samples.dequeue_many(two));
  CHECK(std::get<0>(two.values).data()[2] == 4);
  CHECK(std::get<1>(two.values).data()[1] == 6);
}

TEST_CASE("queue: elements of unequal length are filled up to a batch", "[data][queue]") {
  using Words = data::Sequence<int, 4>;
  data::PaddingFifoQueue<Words, 4> queue(-1);
  Words words;
  for (std::size_t n : {2U, 0U, 4U}) {
    std::vector<int> const values(n, static_cast<int>(n));
    words.assign(values);
    REQUIRE(queue.enqueue(words));
  }
  data::Batched<Words, 3> batch;
  REQUIRE(queue.dequeue_many(batch));
  std::vector<int> const filled(batch.values.values.data(), batch.values.values.data() + 12);
  CHECK(filled == std::vector{2, 2, -1, -1, -1, -1, -1, -1, 4, 4, 4, 4});
  CHECK((batch.values.lengths.data()[0] == 2 && batch.values.lengths.data()[1] == 0 && batch.values.longest() == 4));

  auto const before = words.length;
  CHECK(words.try_assign(std::array{1, 2, 3, 4, 5}).message() == "sequence: a length of 5, at most 4 fits");
  CHECK(words.length == before);
  data::Sequence<float, 3, 2> pairs;
  CHECK(pairs.try_assign(std::array{1.F, 2.F, 3.F}).message() == "sequence: 3 values do not fill whole rows of 2");
}

TEST_CASE("queue: memory of elements goes round, a refused element stays", "[data][queue]") {
  data::FifoQueue<std::vector<int>, 2> queue;
  std::vector<int> in(100, 1), out(50, 2);
  auto const* const filled = in.data();
  auto const* const empty = out.data();
  REQUIRE(queue.enqueue(std::move(in)));
  REQUIRE(queue.dequeue(out));
  CHECK(out.data() == filled);
  in.assign(3, 0);
  REQUIRE(queue.enqueue(std::move(in)));  // the second place
  in = {1};
  REQUIRE(queue.enqueue(std::move(in)));  // the first one: what the reader had handed in is there
  CHECK(in.data() == empty);
  in = {1, 2, 3};
  CHECK_FALSE(queue.try_enqueue(std::move(in)));
  CHECK(in == std::vector{1, 2, 3});  // NOLINT(bugprone-use-after-move): a refused element is not moved

  data::FifoQueue<std::unique_ptr<int>, 2> owners;
  REQUIRE(owners.enqueue(std::make_unique<int>(3)));
  CHECK(**owners.dequeue() == 3);
}

TEST_CASE("ring queue: as long as it is, in order", "[data][queue]") {
  data::RingQueue<int, 3> ring;
  std::vector<int> out;
  int next = 0, x = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 2; ++i)
      if (ring.try_enqueue(next)) ++next;
    CHECK(ring.size() <= 3);
    if (round % 3 != 0) continue;
    while (ring.try_dequeue(x)) out.push_back(x);
    CHECK(ring.size() == 0);
  }
  std::vector<int> all(out.size());
  std::iota(all.begin(), all.end(), 0);
  CHECK(out == all);
  CHECK(out.size() == static_cast<std::size_t>(next));
}
