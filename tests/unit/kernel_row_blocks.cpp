// SPDX-License-Identifier: MIT
// Kernels over the same rows run a few rows at a time: which do, and that it changes nothing.
#include "support/graph_facts.hpp"
#include "support/routine_laws.hpp"
#include "support/run_program.hpp"

#include <tenon/tenon.hpp>

#include <memory>
#include <tuple>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class F, class... X>
using Planned = tn::Planned<typename decltype(tn::function(F{}))::template source<X...>>;
/// The loop that begins with a kernel.
template <class... X, class F>
constexpr tn::KernelLoop first_loop(F, int kernel = 0, int level = 0) {
  return Planned<F, X...>::plan.kernels[kernel].loops[level];
}
template <class F, class... X>
constexpr std::int64_t workspace_of = Planned<F, X...>::plan.workspace_bytes;

constexpr auto softmax = [](auto const& x) { return tn::softmax(x); };
constexpr auto across_rows = [](auto const& x) { return tn::softmax<0>(x); };
constexpr auto norm = [](auto const& x) { return tn::layer_normalization(x); };
// The second kernel of the row's own sum reads the sums of all rows.
constexpr auto of_all_rows = [](auto const& x) { return x * tn::sum(tn::sum<1>(x)); };
constexpr auto twice = [](auto const& x) {
  auto const e = tn::exp(x - tn::max<1>(x, tn::keepdims));
  return std::tuple(e, tn::sum<1>(e), e / tn::sum<1>(e, tn::keepdims));
};

using Wide = tn::Tensor<float, 64, 1000>;

template <std::size_t Rows, std::size_t N>
std::unique_ptr<tn::Tensor<float, Rows, N>> numbers(std::uint64_t seed) {
  auto t = std::make_unique<tn::Tensor<float, Rows, N>>();
  Random random{seed};
  for (float& v : *t) v = random.sample<float>(-3, 3);
  return t;
}

template <std::size_t Rows, std::size_t N, class F>
void check_rows(F f) {
  auto const x = numbers<Rows, N>(Rows + N);
  tn::Tensor<float, Rows, N> const all = f(*x);
  bool same = true;
  for (std::size_t i = 0; i < Rows; ++i) {
    tn::Tensor<float, 1, N> row;
    std::copy_n(x->data() + i * N, N, row.data());
    tn::Tensor<float, 1, N> const alone = f(row);
    for (std::size_t j = 0; j < N; ++j) same = same && same_bits(alone.data()[j], all.data()[i * N + j]);
  }
  CHECK(same);
}

}  // namespace

TEST_CASE("row blocks: what runs in them") {
  constexpr auto loop = first_loop<Wide>(softmax);
  STATIC_REQUIRE(loop.count == 3);  // maxima, exponentials and their sums, quotients
  STATIC_REQUIRE(loop.times > 8);
  STATIC_REQUIRE(64 % loop.times == 0);
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 64, 768>>(norm).count == 3);
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 8, 10>>(softmax).count == 1);      // all of it fits a cache
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 4, 100000>>(softmax).count == 1);  // one row does not
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 1000, 64>>(across_rows).count == 1);
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 1000, 64>>(of_all_rows).count == 1);
  // Intermediate values of all rows take the place of a few, and no other memory.
  using Plan = Planned<decltype(softmax), Wide>;
  constexpr int e = Plan::plan.kernels[1].first_access + Plan::plan.kernels[1].size.loads, x = Plan::plan.kernels[1].first_access;
  STATIC_REQUIRE(Plan::plan.accesses[e].steps[0] == 0);
  STATIC_REQUIRE(Plan::plan.accesses[x].steps[0] == 64 / loop.times * 1000);
  STATIC_REQUIRE(workspace_of<decltype(softmax), Wide> < 64 / loop.times * 4000 + 1024);
}

TEST_CASE("row blocks: what they move") {
  // x once for the three kernels, the result; a row's sums and intermediate values stay in the cache.
  constexpr std::int64_t bytes = 64 * 1000 * 4, rows = 64 / first_loop<Wide>(softmax).times;
  constexpr tn::Cost cost = tn::cost<decltype(softmax), Wide>;
  STATIC_REQUIRE(cost.bytes_read == bytes);
  STATIC_REQUIRE(cost.bytes_written > bytes);
  STATIC_REQUIRE(cost.bytes_written <= bytes + rows * 4008);
  // Each kernel on its own where there is no block.
  constexpr tn::Cost small = tn::cost<decltype(softmax), tn::Tensor<float, 8, 10>>;
  STATIC_REQUIRE(small.bytes_read == 320 + (320 + 32) + (320 + 32));
  // The result in all of its rows, though a kernel of the block reads it again.
  STATIC_REQUIRE(tn::cost<decltype(twice), Wide>.bytes_written >= 2 * bytes + 64 * 4);
  STATIC_REQUIRE(tn::cost<decltype(twice), Wide>.bytes_written < 2.1 * bytes);
}

TEST_CASE("row blocks: every row is as if it were alone") {
  check_rows<64, 1000>(softmax);
  check_rows<64, 768>(norm);
  check_rows<7, 2001>(softmax);  // 7 rows: one at a time
  check_rows<12, 1500>(softmax);
}

TEST_CASE("row blocks: in place, and what is used outside of them") {
  auto const x = numbers<64, 1000>(5);
  Wide const y = tn::softmax(*x);
  auto in_place = numbers<64, 1000>(5);
  *in_place = tn::softmax(*in_place);
  check_same_bits(y, *in_place, "in place");

  constexpr auto f = tn::function(twice);
  auto const [e, sums, quotient] = f(*x);
  bool right = true;
  for (std::size_t i = 0; i < 64; ++i) {
    double most = -10, sum = 0;
    for (std::size_t j = 0; j < 1000; ++j) most = std::max(most, double((*x)(i, j)));
    for (std::size_t j = 0; j < 1000; ++j) sum += std::exp(double((*x)(i, j)) - most);
    right = right && std::abs(sums(i) - sum) < 1e-4 * sum;
    for (std::size_t j = 0; j < 1000; ++j) {
      double const want = std::exp(double((*x)(i, j)) - most);
      right = right && std::abs(e(i, j) - want) < 1e-6 && std::abs(quotient(i, j) - want / sum) < 1e-6;
    }
  }
  CHECK(right);
}

// A prime number of rows of one element: two kernels a row at a time took a hundred times as long, and did not compile for
// millions.
TEST_CASE("row blocks: of short rows only where there are many") {
  constexpr auto two = [](auto const& x) { return std::tuple(x * 2 + 1, x - 3); };
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 100003>>(two).count == 1);
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 4194301>>(two).count == 1);
  STATIC_REQUIRE(first_loop<tn::Tensor<float, 1009, 100>>(softmax).times == 1009);
}

// ---- attention: products among the kernels

namespace {

constexpr auto attention = [](auto const& q, auto const& k, auto const& v) {
  return tn::matmul(tn::softmax(tn::matmul(q, tn::permute<0, 2, 1>(k)) * 0.3f), v);
};
constexpr auto masked = [](auto const& q, auto const& k, auto const& v, auto const& mask) {
  auto const scores = tn::matmul(q, tn::permute<0, 2, 1>(k));
  return tn::matmul(tn::softmax(tn::where(mask, scores, scores - 1e9f)), v);
};
// Positions up to its own.
struct Causal : tn::nn::Attention<tn::nn::CausalMask> {};
constexpr auto causal = [](auto const& q, auto const& k, auto const& v) { return Causal{}.call(q, v, k); };

template <auto const& F>
constexpr auto energy = [](auto const&... x) { return tn::sum(tn::square(F(x...))); };
template <auto const& F>
constexpr auto backward = tn::value_and_grad(energy<F>);
template <auto const& F>
constexpr auto gradient = tn::grad(energy<F>);
template <auto const& F, class... A>
using Of = tn::detail::FunctionSource<std::remove_cvref_t<decltype(F)>, A...>;
template <std::size_t... D>
using T = tn::Tensor<float, D...>;

template <class Source>
void check_program(double tolerance = 2e-5) {
  CHECK(plan_is_sound(tn::Planned<Source>::plan));
  program_means_its_graph<Source>(tolerance);
}
template <auto const& F, class X>
void check_attention() {
  check_program<Of<F, X, X, X>>();
  check_program<Of<backward<F>, X, X, X>>(1e-4);
}

/// One program beside three, none of which can do anything in turn with the others.
template <std::size_t Heads, std::size_t Queries, std::size_t Dim>
void check_steps() {
  using X = T<Heads, Queries, Dim>;
  constexpr auto scores = [](auto const& q, auto const& k) { return tn::matmul(q, tn::permute<0, 2, 1>(k)) * 0.3f; };
  constexpr auto sums = [](auto const& w, auto const& v) { return tn::matmul(w, v); };
  auto const x = std::make_unique<std::tuple<X, X, X>>();
  auto& [q, k, v] = *x;
  Random random{Queries};
  for (X* t : {&q, &k, &v})
    for (float& e : *t) e = random.sample<float>(-2, 2);
  X const whole = tn::function(attention)(q, k, v);
  auto const s = std::make_unique<T<Heads, Queries, Queries>>(tn::function(scores)(q, k));
  *s = tn::function(softmax)(*s);
  X const steps = tn::function(sums)(*s, v);
  check_same_bits(whole, steps, "attention");
}

}  // namespace

TEST_CASE("row blocks: an attention goes head by head") {
  using X = T<8, 64, 32>;
  constexpr auto loop = first_loop<X, X, X>(attention);
  STATIC_REQUIRE(loop.count == 6);  // keys transposed, scores, maxima, exponentials and their sums, quotients, sums of values
  STATIC_REQUIRE(loop.times == 8);
  // Keys of a head, its scores, two numbers a query; all scores would be 128 KB.
  STATIC_REQUIRE(workspace_of<decltype(attention), X, X, X> <= 64 * 32 * 4 + 64 * 64 * 4 + 2 * 64 * 4);
  // Small heads some at a time, few of them all at once.
  using Small = T<64, 16, 8>;
  STATIC_REQUIRE(first_loop<Small, Small, Small>(attention).times > 1);
  STATIC_REQUIRE(first_loop<Small, Small, Small>(attention).times < 64);
  STATIC_REQUIRE(first_loop<T<7, 13, 5>, T<7, 13, 5>, T<7, 13, 5>>(attention).times == 1);
  // Of a gradient no scores of all heads are there either, nor what they add to it; with the value the weights wait for it.
  STATIC_REQUIRE(tn::Planned<Of<gradient<attention>, X, X, X>>::plan.workspace_bytes < 80 * 1024);
  STATIC_REQUIRE(tn::Planned<Of<backward<attention>, X, X, X>>::plan.workspace_bytes < 2 * 8 * 64 * 64 * 4 + 160 * 1024);
}

TEST_CASE("row blocks: of long sequences some queries at a time") {
  using X = T<8, 512, 64>;
  constexpr auto heads = first_loop<X, X, X>(attention), queries = first_loop<X, X, X>(attention, 1, 1);
  STATIC_REQUIRE((heads.count == 6 && heads.times == 8));
  STATIC_REQUIRE((queries.count == 5 && queries.times >= 8 && 512 / queries.times >= 8));
  // The keys of a head, and the scores of some queries, of 8 MB.
  constexpr std::int64_t few = 80 * 1024;
  STATIC_REQUIRE(workspace_of<decltype(attention), X, X, X> < 512 * 64 * 4 + few);
  // Without heads the scores of a sequence are as many.
  using Long = T<1, 1024, 64>;
  STATIC_REQUIRE(workspace_of<decltype(attention), Long, Long, Long> < 1024 * 64 * 4 + few);
  // No memory is saved by rows of products whose results are as small as their operands: these stay whole.
  constexpr auto layers = [](auto const& x, auto const& a, auto const& b) { return tn::matmul(tn::relu(tn::matmul(x, a)), b); };
  STATIC_REQUIRE(first_loop<T<1024, 256>, T<256, 256>, T<256, 64>>(layers).times == 1);
}

TEST_CASE("row blocks: a layer with heads goes sample by sample, then head by head") {
  struct Encoder : tn::nn::Sequential<tn::Shape<96, 16>, tn::nn::MultiHeadAttention<4, 8, tn::nn::CausalMask>> {};
  constexpr auto& plan = tn::Planned<tn::PredictStep<Encoder, tn::Batch<3>>::source>::plan;
  int samples = 0, heads = 0;
  for (tn::PlanKernel const& k : plan.kernels)
    if (k.loops[0].times == 3 && k.loops[1].times == 4) ++samples, heads += k.loops[1].count;
  CHECK(samples >= 6);
  CHECK(heads >= 6);
  // Queries, keys, values and sums of all, sums of a sample, keys, scores and their exponentials of one head; all scores would be
  // 432 KB.
  CHECK(plan.workspace_bytes <= (4 * 3 + 1) * 96 * 32 * 4 + 96 * (8 + 2 * 96) * 4 + 4 * 96 * 4);
}

TEST_CASE("row blocks: what an attention moves") {
  // Its operands and result once, and the memory in which intermediate values take turns.
  using X = T<8, 512, 64>;
  constexpr tn::Cost cost = tn::cost<decltype(attention), X, X, X>;
  STATIC_REQUIRE(cost.bytes_read == 3 * 4 * 8 * 512 * 64);
  STATIC_REQUIRE(cost.bytes_written <= 4 * 8 * 512 * 64 + cost.workspace_bytes);
  STATIC_REQUIRE(cost.operations.multiply_adds == 2 * 8 * 512 * 512 * 64);
  STATIC_REQUIRE(cost.operations.reductions == 2 * 8 * 512 * 512);
}

TEST_CASE("row blocks: attentions mean what their graphs do") {
  check_attention<attention, T<7, 13, 5>>();
  check_attention<attention, T<3, 60, 7>>();
  check_attention<causal, T<5, 52, 6>>();
  check_program<Of<attention, T<1, 1, 1>, T<1, 1, 1>, T<1, 1, 1>>>();
  check_program<Of<attention, T<30, 41, 3>, T<30, 33, 3>, T<30, 33, 11>>>();
  check_program<Of<attention, T<2, 210, 3>, T<2, 210, 3>, T<2, 210, 3>>>();
  check_program<Of<masked, T<5, 42, 9>, T<5, 42, 9>, T<5, 42, 9>, tn::Tensor<bool, 5, 42, 42>>>();
  check_program<Of<masked, T<5, 42, 9>, T<5, 42, 9>, T<5, 42, 9>, tn::Tensor<bool, 1, 42, 42>>>();
}

TEST_CASE("row blocks: an attention has the bits of its steps") {
  check_steps<3, 60, 7>();
  check_steps<8, 64, 32>();
  check_steps<2, 512, 16>();  // queries in turn
}

TEST_CASE("row blocks: programs that run by a table have them too") {
  using X = T<8, 40, 16>;
  constexpr auto layer = [](auto const& x) {
    return x + 0.1f * tn::matmul(tn::softmax(tn::matmul(x, tn::permute<0, 2, 1>(x))), x);
  };
  constexpr auto four = [](auto const& x) {
    return decltype(layer){}(decltype(layer){}(decltype(layer){}(decltype(layer){}(x))));
  };
  constexpr auto deep = [](auto const& x) { return decltype(four){}(decltype(four){}(decltype(four){}(x))); };
  using Plan = Planned<decltype(deep), X>;
  STATIC_REQUIRE(Plan::size.kernels > 64);
  STATIC_REQUIRE(Plan::plan.kernels[0].loops[0].times > 1);
  // What one block leaves to the next, twice, and what one head needs; the scores of all heads alone would be 51,200 bytes.
  CHECK(Plan::plan.workspace_bytes < 2 * 8 * 40 * 16 * 4 + 3 * 40 * 40 * 4);
  X x;
  Random random{3};
  for (float& e : x) e = random.sample<float>(-1, 1);
  X const whole = tn::function(deep)(x);
  for (int i = 0; i < 12; ++i) x = X(tn::function(layer)(x));
  check_same_bits(whole, x, "twelve layers");
}
