// SPDX-License-Identifier: MIT
// After construction nothing allocates: every operator new is counted, and malloc too where it can be replaced.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored                                                                                                   \
    "-Wmismatched-new-delete"  // where both are inlined, GCC takes the replaced operators for a mistake
#endif
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#if defined(__has_feature)
#if !__has_feature(address_sanitizer)
#define COUNTS_MALLOC 1
#endif
#else
#define COUNTS_MALLOC 1
#endif
#endif

namespace {
std::atomic<long> allocations{0};
void* (*volatile allocate)(std::size_t) = std::malloc;  // volatile: or the compiler would take the call away
#if defined(COUNTS_MALLOC)
constexpr bool replaces_malloc = true;
#else
constexpr bool replaces_malloc = false;
#endif
}  // namespace

#if defined(COUNTS_MALLOC)
// The C library's own entry points under other names: what replaces malloc may call them.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t n) {
  ++allocations;
  return __libc_malloc(n);
}
void* calloc(std::size_t n, std::size_t size) {
  ++allocations;
  return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t n) {
  ++allocations;
  return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t alignment, std::size_t n) {
  ++allocations;
  return __libc_memalign(alignment, n);
}
int posix_memalign(void** p, std::size_t alignment, std::size_t n) {
  ++allocations;
  *p = __libc_memalign(alignment, n);
  return *p == nullptr ? 12 : 0;
}
}
#else
void* operator new(std::size_t n) {
  ++allocations;
  return std::malloc(n == 0 ? 1 : n);
}
void* operator new(std::size_t n, std::align_val_t alignment) {
  ++allocations;
  auto const a = static_cast<std::size_t>(alignment);
  return std::aligned_alloc(a, (n + a - 1) / a * a);
}
void* operator new[](std::size_t n) { return operator new(n); }
void* operator new[](std::size_t n, std::align_val_t a) { return operator new(n, a); }
void* operator new(std::size_t n, std::nothrow_t const&) noexcept { return operator new(n); }
void* operator new[](std::size_t n, std::nothrow_t const&) noexcept { return operator new(n); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::nothrow_t const&) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::nothrow_t const&) noexcept { std::free(p); }
#endif

namespace tn = tenon;
using namespace tn::nn;

namespace {

struct Net : Sequential<tn::Shape<8>, Dense<30, Selu, LecunNormal>, Dense<1>> {};
struct Wide : Sequential<tn::Shape<784>, Dense<100, Relu>, Dense<10>> {};  // its kernels and workspaces are on the heap

template <class F>
long count(F const& f) {
  long const before = allocations;
  f();
  return allocations - before;
}

template <class Rows>
void fill(Rows& rows, std::uint64_t stream) {
  tn::Philox const random(1);
  for (std::size_t i = 0; i < rows.values().size(); ++i) rows.data()[i] = random.uniform(i, stream);
}

}  // namespace

TEST_CASE("the counters count", "[allocation]") {
  CHECK(count([] { std::free(allocate(7)); }) == (replaces_malloc ? 1 : 0));
  CHECK(count([] { ::operator delete(::operator new(7)); }) == 1);
  CHECK(count([] { [[maybe_unused]] tn::Tensor<float, 100, 100> const large; }) == 1);
  CHECK(count([] { [[maybe_unused]] tn::Tensor<float, 10, 10> const small; }) == 0);
}

TEMPLATE_TEST_CASE("a train step, an evaluation and a prediction", "[allocation]", Net, Wide) {
  constexpr std::size_t in = TestType::input_shape::size, out = TestType::output_shape::size;
  TestType net;
  tn::initialize(net, 1);
  tn::TrainStep<TestType, Huber, Nadam, tn::Batch<32>, tn::Metrics<MeanMetric<MeanAbsoluteError>>> train;
  tn::TrainStep<TestType, MeanSquaredError, MomentumSGD<>, tn::Batch<32>> momentum;
  tn::EvaluateStep<TestType, Huber, Nadam, tn::Batch<32>, tn::Metrics<MeanMetric<MeanAbsoluteError>>> evaluate;
  tn::PredictStep<TestType, tn::Batch<32>> predict;
  tn::data::Rows<float, in> x(32);
  tn::data::Rows<float, out> y(32), prediction(32);
  fill(x, 0);
  fill(y, 1);

  float loss = 0;
  CHECK(count([&] {
          for (std::size_t i = 0; i < 8; ++i) {
            loss += train(net, x.data(), y.data(), i % 2 == 0 ? 32 : 5);
            loss += momentum(net, x.data(), y.data());
          }
          evaluate(net, train.state, x.data(), y.data());
          predict(net, x.data(), prediction.data());
        }) == 0);
  CHECK(loss > 0);
}

TEST_CASE("expressions, views and reductions", "[allocation]") {
  tn::Tensor<float, 90, 90> a, b, c;  // on the heap
  tn::Tensor<float, 90> row;
  a.fill(0.5f);
  b.fill(2.f);
  CHECK(count([&] {
          c = tn::tanh(a * b + 1) * a;
          c += a;
          row = tn::mean<0>(c);
          c = c - row;
          c = tn::matmul(a, b) + row;
          c(tn::from<1>, tn::all) = b(tn::to<89>, tn::all) * 2;
          row = tn::sum<1>(tn::where(c > 0, c, a));
        }) == 0);
}

TEST_CASE("scratch memory beyond the stack's is one allocation", "[allocation]") {
  tn::Tensor<float, 90, 90> a, b, c;
  static_assert(sizeof(float) * 90 * 90 > tn::stack_scratch_bytes);
  CHECK(count([&] { c = tn::matmul(tn::exp(tn::matmul(a, b)), b); }) == 1);
}

TEST_CASE("functions, gradients and models on inline tensors", "[allocation]") {
  constexpr auto energy = [](auto const& x, auto const& y) { return tn::mean(tn::square(tn::tanh(x) - y)); };
  Net net;
  tn::initialize(net, 1);
  tn::Tensor<float, 4, 8> x, y;
  tn::Tensor<float, 4, 1> prediction;
  float value = 0;
  CHECK(count([&] {
          auto const [v, gradients] = tn::value_and_grad(energy)(x, y);
          value = v.item() + std::get<0>(gradients)(0, 0);
          prediction = net(x);
        }) == 0);
  CHECK(value == 0);
}

TEST_CASE("fit allocates before its first step only", "[allocation]") {
  Net net;
  tn::initialize(net, 1);
  tn::data::Rows<float, 8> x(100);
  tn::data::Rows<float, 1> y(100);
  fill(x, 0);
  fill(y, 1);
  auto trainer = compile<32>(net, Huber{}, Nadam{}, MeanAbsoluteError{});
  long first = 0, last = 0;
  int epochs = 0;
  trainer.fit(x, y, {.epochs = 5, .validation_split = 0.25, .verbose = Verbose::silent}, [&](auto const&) {
    last = allocations;
    if (++epochs == 1) first = last;
  });
  CHECK(epochs == 5);
  CHECK(last - first == 0);
  CHECK(count([&] { (void)trainer.evaluate(x, y); }) <= 8);  // the names and numbers it returns
}
