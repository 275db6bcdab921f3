// SPDX-License-Identifier: MIT
#include "support/death.hpp"
#include "support/reference.hpp"

#include <span>
#include <vector>

namespace tn = tenon;
using namespace tenon_test;

static_assert(sizeof(tn::Tensor<float>) == sizeof(void*), "a tensor of a traced module can stand for its leaf");
static_assert(sizeof(tn::Tensor<float, 3, 5>) == 64);
static_assert(sizeof(tn::Tensor<float, 16>) == 64 && alignof(tn::Tensor<float, 16>) == 64);
static_assert(alignof(tn::Tensor<float, 1000>) == 64);
static_assert(sizeof(tn::Tensor<double, 2048>) == 16384, "the largest inline tensor");
static_assert(sizeof(tn::Tensor<double, 2049>) <= 2 * sizeof(void*));
static_assert(sizeof(tn::TensorRef<float, 100>) == sizeof(void*));
static_assert(std::is_same_v<tn::Tensor<float, 64, 64>::storage_type, tn::storage::Inline>);
static_assert(std::is_same_v<tn::Tensor<float, 64, 65>::storage_type, tn::storage::Heap>);
static_assert(std::is_nothrow_move_constructible_v<tn::Tensor<float, 100, 100>>);
static_assert(std::is_trivially_copyable_v<tn::Tensor<float, 8, 30>>);

TEST_CASE("memory is aligned to the widest register", "[storage]") {
  auto aligned = [](auto const& t) { return reinterpret_cast<std::uintptr_t>(t.data()) % 64 == 0; };
  tn::Tensor<float, 17> const a;
  tn::Tensor<double, 100, 100> const b;
  CHECK(aligned(a));
  CHECK(aligned(b));
}

TEST_CASE("heap tensors move without copying and can be assigned afterwards", "[storage]") {
  auto a = random_tensor<float, 100, 100>(1);
  auto const copy = a;
  float const* const memory = a.data();
  auto b = std::move(a);
  CHECK(b.data() == memory);
  a = b + 1;
  CHECK(a(99, 99) == copy(99, 99) + 1);
  tn::Tensor<float, 100, 100> c;
  c = std::move(b);
  CHECK(c.data() == memory);
  b.fill(3);
  CHECK(b(1, 2) == 3);
  auto d = std::move(b);
  b = copy;
  CHECK(b(5, 5) == copy(5, 5));
  auto& self = b;
  b = self;
  CHECK(b(5, 5) == copy(5, 5));
}

TEST_CASE("storage can be chosen", "[storage]") {
  using S = tn::Shape<2, 3>;
  tn::Tensor<float, 2, 3> const inside{{1, 2, 3}, {4, 5, 6}};
  tn::BasicTensor<float, S, tn::storage::Heap> heap = inside;
  check_equal<float>(heap + inside, array({2, 3}, [&](Index const& i) { return 2 * array(inside)(i); }));
  tn::Tensor<float, 2, 3> back = heap;
  back = heap;
  CHECK(back(1, 2) == 6);
  heap = back * 2;
  CHECK(heap(1, 2) == 12);
  tn::BasicTensor<double, tn::Shape<3000>, tn::storage::Inline> large;
  large.fill(0.5);
  CHECK(tn::sum(large).item() == 1500);
}

TEST_CASE("borrowed tensors read and write somebody else's memory", "[storage]") {
  std::vector<float> memory{1, 2, 3, 4, 5, 6, 7};
  auto t = tn::borrow<float, 2, 3>(std::span(memory).subspan(1));  // not aligned
  CHECK(t(0, 0) == 2);
  t = t * 10;
  CHECK(memory == std::vector<float>{1, 20, 30, 40, 50, 60, 70});
  t(tn::all, tn::at<1>) = 0;
  CHECK(memory == std::vector<float>{1, 20, 0, 40, 50, 0, 70});
  t(1, 2) = 5;
  CHECK(memory[6] == 5);
  tn::Tensor<float, 2, 3> const copy = t;
  memory[1] = 99;
  CHECK(copy(0, 0) == 20);
  auto name = t;  // a copy is another name ...
  name(0, 1) = 8;
  CHECK(memory[2] == 8);
  std::vector<float> other(6, 3);
  auto u = tn::borrow<float, 2, 3>(other);
  u = t;  // ... and assignment writes
  CHECK(other == std::vector<float>{99, 8, 40, 50, 0, 5});
  CHECK(u.data() == other.data());
  u = copy;
  CHECK(other[0] == 20);
  u.fill(1);
  CHECK(other == std::vector<float>(6, 1));
  CHECK_THAT(last_words([&] { tn::borrow<float, 2, 2>(memory); }), contains("borrow: number of elements: expected 4, found 7"));
}

TEST_CASE("an arena hands out aligned zeros until it is full", "[storage]") {
  alignas(64) static std::byte memory[1000];
  for (std::byte& b : memory) b = std::byte{0xff};
  tn::Arena arena(memory);
  CHECK(arena.capacity() == 1000);
  auto a = tn::in_arena<float, 2, 3>(arena);
  auto b = tn::in_arena<double, 10>(arena);
  static_assert(std::is_same_v<decltype(a)::storage_type, tn::storage::Arena>);
  CHECK(reinterpret_cast<std::uintptr_t>(a.data()) % 64 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % 64 == 0);
  CHECK(static_cast<void*>(a.data()) == memory);
  CHECK(static_cast<void*>(b.data()) == memory + 64);
  CHECK(arena.used() == 64 + 80);
  for (float const x : a) CHECK(x == 0);
  a = tn::ones<float, 2, 3>() + a;
  b = tn::arange<double, 10>();
  CHECK(tn::sum(a).item() == 6);
  CHECK(tn::sum(b).item() == 45);
  CHECK_THAT(last_words([&] { tn::in_arena<float, 300>(arena); }), contains("expected 1248, found 856"));
  tn::in_arena<float, 202>(arena);
  CHECK(arena.used() == 1000);
  CHECK_THAT(last_words([&] { tn::in_arena<bool>(arena); }), contains("Arena"));
  arena.reset();
  CHECK(tn::in_arena<float, 1>(arena).item() == 0);
}

TEST_CASE("an arena over memory that is not aligned", "[storage]") {
  alignas(64) static std::byte memory[256];
  tn::Arena arena(memory + 3, 200);
  auto const t = tn::in_arena<std::int32_t, 4>(arena);
  CHECK(static_cast<void const*>(t.data()) == memory + 64);
}
