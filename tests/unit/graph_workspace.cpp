// SPDX-License-Identifier: MIT
// The memory plan: how far it is from what must be in memory at once, from the best placement there is, and from the bytes
// that programs touch.
#include "support/graph_facts.hpp"
#include "support/run_program.hpp"

#include <algorithm>
#include <boost/hana/integral_constant.hpp>
#include <numeric>

namespace tn = tenon;
using namespace tn::nn;
using namespace boost::hana::literals;

namespace {

template <std::size_t... D>
using T = tn::Tensor<float, D...>;
template <auto const& F, class... A>
using Of = tn::detail::FunctionSource<std::remove_cvref_t<decltype(F)>, A...>;
template <auto const& F>
constexpr auto backward = tn::value_and_grad(F);

template <class Source>
constexpr std::int64_t workspace = tn::Planned<Source>::plan.workspace_bytes;
template <class Source>
constexpr bool is_near_bound = 100 * workspace<Source> <= 105 * tn::live_bytes(tn::Planned<Source>::plan);

struct Small : Sequential<tn::Shape<8>, Dense<30, Selu>, Dense<1>> {};
struct Deep : Sequential<tn::Shape<64>, Dense<64, Relu>, Dense<64, Relu>, Dense<64, Relu>, Dense<64, Relu>, Dense<10>> {};

constexpr auto residual = [](auto const& x, auto const& a, auto const& b, auto const& c) {
  auto const h = tn::relu(tn::matmul(x, a));
  auto const i = h + tn::tanh(tn::matmul(tn::relu(tn::matmul(h, b)), c));
  auto const j = i + tn::tanh(tn::matmul(tn::relu(tn::matmul(i, b)), c));
  return tn::mean(tn::square(j + tn::tanh(tn::matmul(tn::relu(tn::matmul(j, b)), c))));
};
constexpr auto recurrent = [](auto const& x, auto const& w, auto const& u) {
  auto const h = tn::tanh(tn::matmul(x(0_c), w));
  auto const i = tn::tanh(tn::matmul(x(1_c), w) + tn::matmul(h, u));
  auto const j = tn::tanh(tn::matmul(x(2_c), w) + tn::matmul(i, u));
  auto const k = tn::tanh(tn::matmul(x(3_c), w) + tn::matmul(j, u));
  return tn::sum(tn::square(tn::tanh(tn::matmul(x(4_c), w) + tn::matmul(k, u))));
};
constexpr auto attention = [](auto const& x, auto const& wq, auto const& wk, auto const& wv, auto const& wo) {
  auto const q = tn::matmul(x, wq), k = tn::matmul(x, wk), v = tn::matmul(x, wv);
  auto const s = tn::softmax(tn::matmul(q, tn::permute<0, 2, 1>(k)) * 0.25f);
  auto const z = tn::layer_normalization(x + tn::matmul(tn::matmul(s, v), wo));
  return tn::mean(tn::square(z + tn::gelu(z)));
};
constexpr auto convolution = [](auto const& x, auto const& a, auto const& b, auto const& w) {
  auto const h = tn::max_pool2d<2>(tn::relu(tn::conv2d(x, a)));
  auto const i = tn::max_pool2d<2>(tn::relu(tn::conv2d(h, b)));
  return tn::mean(tn::square(tn::matmul(tn::reshape<2, 64>(i), w)));
};

template <auto const& F, class... A>
constexpr bool both_are_near_bound = is_near_bound<Of<F, A...>> && is_near_bound<Of<backward<F>, A...>>;

// ---- Lives that a test makes up

/// A plan of `kernels` kernels that do nothing but write buffer i in kernel `first` and read it in kernel `last`.
tn::PlanDraft plan_of(std::vector<tn::detail::Life> const& lives, int kernels) {
  tn::PlanDraft plan;
  for (int k = 0; k < kernels; ++k) plan.kernels.push_back(tn::Kernel{});
  for (tn::detail::Life const& life : lives) {
    std::int32_t const b = plan.buffers.push_back(tn::Buffer{tn::Buffer::workspace, -1, 0, life.bytes, -1});
    plan.kernels[life.first].stores.push_back(tn::Access{b});
    plan.kernels[life.last].loads.push_back(tn::Access{b});
  }
  return plan;
}
/// The least bytes of any placement: in the order of its offsets, lowest places first give each placement at least as good.
std::int64_t optimum(std::vector<tn::detail::Life> const& lives) {
  std::vector<std::size_t> order(lives.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::int64_t best = 1 << 30;
  do {
    std::int64_t offsets[8] = {}, end = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      tn::detail::Life const& a = lives[order[i]];
      std::int64_t at = 0;
      for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t j = 0; j < i; ++j) {
          tn::detail::Life const& b = lives[order[j]];
          std::int64_t const other = offsets[order[j]];
          if (a.first <= b.last && b.first <= a.last && at < other + b.bytes && other < at + a.bytes)
            at = other + b.bytes, moved = true;
        }
      }
      offsets[order[i]] = at;
      end = std::max(end, at + a.bytes);
    }
    best = std::min(best, end);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

// ---- Programs in memory whose every byte is watched

/// Runs a program in a workspace with `guard` bytes behind it, twice, with two patterns: a byte is touched if it is not what it
/// was, once at least. Parameters stay what they are if nobody updates them.
void check_touched_bytes(tenon_test::AnyProgram const& program) {
  std::size_t const bytes = program.workspace_bytes, guard = 4096;
  tn::GraphView const g = program.graph;
  std::vector<bool> touched(bytes + guard);
  for (int const pattern : {0x5A, 0xC3}) {
    std::mt19937 random(11);
    std::vector<tenon_test::Elements> memory;
    for (int i = 0; i < g.leaf_count; ++i) {
      memory.emplace_back(g.leaves[i].dtype, g.leaves[i].dims.size());
      for (std::size_t e = 0; e < memory.back().size(); ++e)
        memory.back().set(e, {0.1 + static_cast<double>(random() % 1000) / 1000, static_cast<std::int64_t>(random() % 2)});
    }
    for (int o = 0; o < g.output_count; ++o) memory.emplace_back(g[g.outputs[o].node].dtype, g.outputs[o].dims.size());
    memory.emplace_back(tn::DType::u8, static_cast<std::int64_t>(bytes + guard));
    std::byte* const scratch = memory.back().data();
    std::memset(scratch, pattern, bytes + guard);
    std::vector<std::byte*> pointers;
    for (auto& e : memory) pointers.push_back(e.data());
    std::vector<std::byte> before;
    auto constants = [&] {
      std::vector<std::byte> r;
      for (int i = 0; i < g.leaf_count; ++i) {
        bool updated = false;
        for (int o = 0; o < g.output_count; ++o) updated = updated || g.outputs[o].leaf == i;
        auto const n = static_cast<std::ptrdiff_t>(memory[static_cast<std::size_t>(i)].size() * tn::size_of(g.leaves[i].dtype));
        if (!updated) r.insert(r.end(), pointers[static_cast<std::size_t>(i)], pointers[static_cast<std::size_t>(i)] + n);
      }
      return r;
    };
    before = constants();
    program.run(pointers.data());
    CHECK(constants() == before);
    for (std::size_t i = 0; i < bytes + guard; ++i)
      if (scratch[i] != static_cast<std::byte>(pattern)) touched[i] = true;
  }
  std::size_t const end = static_cast<std::size_t>(touched.rend() - std::find(touched.rbegin(), touched.rend(), true));
  INFO("touched " << end << " of " << bytes);
  CHECK(end <= bytes);
  CHECK(end + tn::buffer_alignment > bytes);
}
template <class Source>
void program_laws() {
  auto const program = tenon_test::program_of<Source>();
  CHECK(tenon_test::plan_is_sound(tn::Planned<Source>::plan));
  tenon_test::program_means_its_graph(program, 2e-5);
  check_touched_bytes(program);
}

constexpr auto chain = [](auto const& x, auto const& w) {
  return tn::matmul(tn::matmul(tn::tanh(tn::matmul(tn::tanh(tn::matmul(x, w)), w)), w), w);
};
/// The product is scaled by its sum, in place.
constexpr auto scaled = [](auto const& x, auto const& w) {
  auto const y = tn::matmul(x, w);
  return tn::matmul(y / tn::sum(y), w);
};
/// The sum replaces the operand that its contraction does not read.
constexpr auto added = [](auto const& x, auto const& w) {
  auto const h = tn::matmul(x, w);
  return tn::matmul(h + tn::matmul(tn::tanh(tn::matmul(h, w)), w), w);
};
/// Here it reads it, and has to go elsewhere.
constexpr auto contracted = [](auto const& x, auto const& w) {
  auto const h = tn::matmul(x, w);
  return tn::matmul(h + tn::matmul(h, w), w);
};
/// So has what reads it transposed too.
constexpr auto transposed = [](auto const& x, auto const& w) {
  auto const y = tn::matmul(x, w);
  return tn::matmul(y + tn::transpose(y), w);
};
/// A fold of another order of elements, and of those it stores: lanes that overlap read twice.
constexpr auto folded = [](auto const& x, auto const& w) {
  auto const s = tn::softmax(tn::matmul(x, w));
  return tn::matmul(s, w) - tn::sum(s);
};
/// Exponentials replace their exponents while they are summed, if no lanes overlap at the end of a row.
constexpr auto softmax = [](auto const& x, auto const& w) { return tn::matmul(tn::softmax(tn::matmul(x, w)), w); };
constexpr auto column_softmax = [](auto const& x, auto const& w) { return tn::matmul(tn::softmax<0>(tn::matmul(x, w)), w); };
constexpr auto layer = [](auto const& x, auto const& w) { return tn::mean(tn::square(tn::tanh(tn::matmul(x, w)))); };
constexpr auto sorted = [](auto const& x) { return tn::sum(tn::sort(tn::exp(x)) * tn::cumsum(x)); };

}  // namespace

TEST_CASE("workspaces are near the bytes in use at once, forward and backward", "[memory]") {
  using W = T<32, 32>;
  static_assert(both_are_near_bound<residual, T<64, 32>, W, W, W>);
  static_assert(both_are_near_bound<recurrent, T<5, 16, 32>, W, W>);
  static_assert(both_are_near_bound<attention, T<4, 16, 32>, W, W, W, W>);
  static_assert(both_are_near_bound<convolution, T<2, 14, 14, 3>, T<3, 3, 3, 8>, T<3, 3, 8, 16>, T<64, 10>>);
  using Step = tn::TrainStep<Deep, MeanSquaredError, SGD, tn::Batch<32>>::source;
  static_assert(is_near_bound<Step> && is_near_bound<tn::PredictStep<Deep, tn::Batch<32>>::source>);
  // The outputs of four layers, and what the backward pass works on: updates do not keep every layer's cotangents.
  static_assert(workspace<Step> < 8 * 32 * 64 * 4);
  SUCCEED();
}

TEST_CASE("placements of random lives are near the best of all", "[memory]") {
  std::mt19937 random(3);
  auto below = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int best = 0;
  for (int test = 0; test < 500; ++test) {
    int const kernels = 3 + below(6), count = 2 + below(6);
    std::vector<tn::detail::Life> lives;
    for (int i = 0; i < count; ++i) {
      int const first = below(kernels), last = first + below(kernels - first);
      lives.push_back({i, first, last, tn::buffer_alignment * (1 + below(20))});
    }
    tn::PlanDraft plan = plan_of(lives, kernels);
    tn::detail::Placement(plan).run();
    std::int64_t const least = optimum(lives);
    INFO("case " << test << ": " << plan.workspace_bytes << " bytes, " << least << " would do");
    CHECK(plan.workspace_bytes >= least);
    CHECK(100 * plan.workspace_bytes <= 105 * least);
    CHECK(tn::live_bytes(plan) <= least);
    best += plan.workspace_bytes == least;
    for (int a = 0; a < count; ++a)
      for (int b = 0; b < a; ++b) {
        auto const &x = lives[static_cast<std::size_t>(a)], &y = lives[static_cast<std::size_t>(b)];
        std::int64_t const at = plan.buffers[a].offset, other = plan.buffers[b].offset;
        bool const together = x.first <= y.last && y.first <= x.last, overlap = at < other + y.bytes && other < at + x.bytes;
        CHECK_FALSE((together && overlap));
      }
  }
  CHECK(best >= 495);
}

TEST_CASE("programs touch their workspace, all of it, and nothing else", "[memory]") {
  program_laws<Of<chain, T<9, 13>, T<13, 13>>>();
  program_laws<Of<sorted, T<37>>>();
  program_laws<Of<backward<layer>, T<6, 9>, T<9, 9>>>();
  check_touched_bytes(tenon_test::program_of<tn::PredictStep<Small, tn::Batch<32>>::source>());
  check_touched_bytes(tenon_test::program_of<tn::TrainStep<Small, MeanSquaredError, SGD, tn::Batch<32>>::source>());
}

TEST_CASE("results take the place of operands that nobody reads any more", "[memory]") {
  using X = T<13, 13>;
  constexpr std::int64_t product = (13 * 13 * 4 + 63) / 64 * 64, sum = 64;
  static_assert(workspace<Of<scaled, X, X>> == product + sum);
  static_assert(workspace<Of<added, X, X>> == 2 * product);
  static_assert(workspace<Of<contracted, X, X>> == 2 * product);
  static_assert(workspace<Of<transposed, X, X>> == 2 * product);
  program_laws<Of<scaled, X, X>>();
  program_laws<Of<added, X, X>>();
  program_laws<Of<transposed, X, X>>();
  program_laws<Of<folded, X, X>>();

  static_assert(workspace<Of<softmax, T<4, 64>, T<64, 64>>> == 4 * 64 * 4 + 2 * 64);  // and the maxima, the sums
  static_assert(workspace<Of<softmax, T<4, 16>, T<16, 16>>> == 4 * 16 * 4 + 2 * 64);
  static_assert(workspace<Of<softmax, T<4, 24>, T<24, 24>>> == 2 * 4 * 24 * 4 + 2 * 64);
  program_laws<Of<softmax, T<4, 64>, T<64, 64>>>();
  program_laws<Of<softmax, T<4, 24>, T<24, 24>>>();
  program_laws<Of<column_softmax, T<16, 16>, T<16, 16>>>();
}
