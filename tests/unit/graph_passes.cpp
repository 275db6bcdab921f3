// SPDX-License-Identifier: MIT
// What becomes of a graph on its way to kernels: folding, identities, common subexpressions, dead code, stable forms, views in
// their readers, the order of products, what is stored and what is computed again.
#include "support/graph_facts.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>

namespace tn = tenon;
namespace op = tn::op;
using tenon_test::Approx, tenon_test::count_computed, tenon_test::count_ops;

namespace {

using V = tn::Tensor<float, 100>;
template <std::size_t... D>
using T = tn::Tensor<float, D...>;
template <auto const& F, class... A>
constexpr tn::GraphView graph = tn::detail::FunctionSource<std::remove_cvref_t<decltype(F)>, A...>::graph.view();
template <auto const& F, class... A>
constexpr tn::Cost cost = tn::cost<decltype(F), A...>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tiny_value = double(1e-30f);

/// A builder with a vector x and a scalar constant, for nodes that no function would record.
struct Bench {
  tn::Builder builder;
  tn::Value x{&builder, builder.leaf(tn::DType::f32, tn::Dims{1, {5}})};
  constexpr Bench() = default;
  Bench(Bench const&) = delete;
  constexpr tn::Value number(double c, tn::DType d = tn::DType::f32) { return {&builder, builder.constant(d, tn::Dims{}, c)}; }
};

template <class F>
double at(F const& f, double x) {
  return f(x).item();
}

// ---- Written forms of stable functions

constexpr auto softplus = [](auto const& x) { return tn::log(1 + tn::exp(x)); };
constexpr auto swapped = [](auto const& x) { return tn::log(tn::exp(x) + 1); };
constexpr auto with_log1p = [](auto const& x) { return tn::log1p(tn::exp(x)); };
constexpr auto log_sigmoid = [](auto const& x) { return tn::log(tn::sigmoid(x)); };
constexpr auto log_complement = [](auto const& x) { return tn::log(1 - tn::sigmoid(x)); };
constexpr auto log_softmax = [](auto const& x) { return tn::log(tn::softmax(x)); };
constexpr auto log_ratio = [](auto const& x) { return tn::log(tn::exp(x) / tn::sum<-1>(tn::exp(x), tn::keepdims)); };
constexpr auto log_sum = [](auto const& x) { return tn::log(tn::sum(tn::exp(x))); };
constexpr auto log_sums = [](auto const& x) { return tn::log(tn::sum<0>(tn::exp(x), tn::keepdims)); };
constexpr auto already = [](auto const& x) { return tn::logsumexp(x); };
constexpr auto two = [](auto const& x) { return tn::log(2 + tn::exp(x)); };

}  // namespace

TEST_CASE("constants fold, rounded to their dtype", "[passes]") {
  constexpr bool folds = [] {
    Bench t;
    tn::Builder& b = t.builder;
    auto value = [&b](tn::Value v) { return b[v.id].constant; };
    auto const third = t.number(1) / t.number(3);
    bool ok = b.is_constant(third.id) && value(third).f == static_cast<double>(1.f / 3.f);
    ok = ok && value(t.number(1, tn::DType::f64) / t.number(3, tn::DType::f64)).f == 1.0 / 3;
    ok = ok && value(t.number(100, tn::DType::i8) + t.number(100, tn::DType::i8)).i == -56;
    ok = ok && b.is_constant(tn::elementwise<op::Exp>(third * t.number(0)).id, 1);
    return ok && b.is_constant(tn::reduce(b, op::sum, b.constant(tn::DType::f32, tn::Dims{1, {5}}, 2.0), 1), 10);
  }();
  static_assert(folds);
  SUCCEED();
}

TEST_CASE("identities that hold for every number, and those that do not", "[passes]") {
  constexpr bool vanish = [] {
    Bench t;
    tn::Value const x = t.x, zero = t.number(0), one = t.number(1);
    for (tn::Value const v : {x + zero, zero + x, x - zero, x * one, one * x, x / one, -(-x)})
      if (v.id != x.id) return false;
    tn::Value const half = x / t.number(2);  // exactly a product
    return t.builder[half.id].op == &tn::record<op::Mul> && t.builder.is_constant(t.builder[half.id].in[1], 0.5);
  }();
  static_assert(vanish);
  // 0 x is NaN of an infinite x, and so are x - x and x / x; 1/3 x is not x/3.
  constexpr bool stay = [] {
    Bench t;
    tn::Value const x = t.x;
    auto is = [&](tn::Value v, tn::OpRecord const& o) { return t.builder[v.id].op == &o; };
    return is(x * t.number(0), tn::record<op::Mul>) && is(x - x, tn::record<op::Sub>) && is(x / x, tn::record<op::Div>) &&
           is(x / t.number(3), tn::record<op::Div>);
  }();
  static_assert(stay);
  SUCCEED();
}

TEST_CASE("changes of sign go into constants and differences", "[passes]") {
  constexpr bool signs = [] {
    Bench t;
    tn::Builder& b = t.builder;
    tn::Value const x = t.x, y{&b, b.leaf(tn::DType::f32, tn::Dims{1, {5}})}, c = t.number(3);
    auto is = [&](tn::Value v, tn::OpRecord const& o, tn::Value l, tn::Value r) {
      return b[v.id].op == &o && b[v.id].in[0] == l.id && b[v.id].in[1] == r.id;
    };
    auto by = [&](tn::Value v, tn::OpRecord const& o, double constant) {
      return b[v.id].op == &o && (b.is_constant(b[v.id].in[0], constant) || b.is_constant(b[v.id].in[1], constant));
    };
    bool ok =
        is(x + -y, tn::record<op::Sub>, x, y) && is(-x + y, tn::record<op::Sub>, y, x) && is(x - -y, tn::record<op::Add>, x, y);
    ok = ok && is(-x * -y, tn::record<op::Mul>, x, y) && is(-x / -y, tn::record<op::Div>, x, y);
    ok = ok && by(-x * c, tn::record<op::Mul>, -3) && by(-(x * c), tn::record<op::Mul>, -3) &&
         by(-(c * x), tn::record<op::Mul>, -3);
    ok =
        ok && by(-x / c, tn::record<op::Div>, -3) && by(-(c / x), tn::record<op::Div>, -3) && by(c / -x, tn::record<op::Div>, -3);
    ok = ok && (x * t.number(-1)).id == (-x).id && tn::elementwise<op::Square>(-x).id == tn::elementwise<op::Square>(x).id;
    // -(x - y) is not y - x: the zeros' signs differ.
    return ok && b[(-(x - y)).id].op == &tn::record<op::Neg>;
  }();
  static_assert(signs);
  constexpr bool integers = [] {
    tn::Builder b;
    tn::Value const x{&b, b.leaf(tn::DType::i32, tn::Dims{1, {5}})}, zero{&b, b.constant(tn::DType::i32, tn::Dims{}, 0.0)};
    return b.is_constant((x - x).id, 0) && b.is_constant((x * zero).id, 0) && b.is_constant((zero * x).id, 0);
  }();
  static_assert(integers);
  SUCCEED();
}

TEST_CASE("an operation on a choice of constants is a choice of constants", "[passes]") {
  static constexpr auto steps = [](auto const& x) { return tn::exp(tn::where(x > 0, 1.f, 0.f) * 2 - 1) > 1; };
  static_assert(count_computed(graph<steps, V>) == 1 && count_ops(graph<steps, V>, "where") == 0);
  static constexpr auto numbers = [](auto const& x) { return 3 / tn::where(x > 0, 2.f, 4.f); };
  static_assert(count_computed(graph<numbers, V>) == 2);
  CHECK(tn::function(numbers)(1.f).item() == 1.5f);
  CHECK(tn::function(numbers)(-1.f).item() == 0.75f);
}

TEST_CASE("powers with a shorter form", "[passes]") {
  static constexpr auto powers = [](auto const& x) {
    return std::tuple{tn::pow(x, 0.f), tn::pow(x, 1.f), tn::pow(x, 2.f), tn::pow(x, 3.f), tn::pow(x, -1.f)};
  };
  static_assert(count_ops(graph<powers, V>, "pow") == 0 && count_computed(graph<powers, V>) == 3);
  auto const [zero, one, two, three, inverse] = tn::function(powers)(tn::Tensor<float, 3>{-2, 0, NAN});
  CHECK((zero(0) == 1 && zero(2) == 1 && one(0) == -2 && two(0) == 4 && three(0) == -8 && inverse(0) == -0.5f));
  CHECK((std::isinf(inverse(1)) && std::isnan(one(2)) && std::isnan(two(2)) && std::isnan(three(2)) && std::isnan(inverse(2))));
}

TEST_CASE("terms on two sides of a condition are one choice", "[passes]") {
  static constexpr auto huber = [](auto const& x) {
    auto const size = tn::abs(x);
    return tn::sum(tn::where(size < 1, tn::square(x) * 0.5, size - 0.5));
  };
  static constexpr auto slope = tn::grad(huber);
  // |x|, the comparison, the slope of |x|, the choice.
  static_assert(count_computed(graph<slope, tn::Tensor<double, 6>>) == 4);
  double const infinite = infinity;
  auto const g = slope(tn::Tensor<double, 6>{-3, -0.5, 0, 0.25, infinite, NAN});
  CHECK((g(0) == -1 && g(1) == -0.5 && g(2) == 0 && g(3) == 0.25 && std::isnan(g(5))));
  CHECK(g(4) == 1);  // the square's slope, 0 times infinity, has no part in it
  // The same of factors that are no constants, and of sides that are swapped.
  static constexpr auto two = [](auto const& x, auto const& y) {
    return tn::sum(tn::where(x > y, tn::square(x), tn::exp(x)) * y);
  };
  tn::Tensor<double, 2> const x{2, 1}, y{1, 3};
  auto const [dx, dy] = tn::grad(two)(x, y);
  CHECK((dx(0) == 4 && dy(0) == 4));
  CHECK(dx(1) == Approx(3 * std::exp(1.0)));
  static constexpr auto both = tn::grad(two);
  static_assert(count_ops(graph<both, tn::Tensor<double, 2>, tn::Tensor<double, 2>>, "add") == 0);
}

TEST_CASE("multiples of what a choice chooses are one product", "[passes]") {
  // m is |x| where that is not 1: the slope of the loss with respect to m is |x| - m, and nothing is left but m.
  static constexpr auto huber = [](auto const& x, auto const& w) {
    auto const e = tn::abs(x), m = tn::minimum(e, 1);
    return tn::sum(m * (e - m * 0.5) * w);
  };
  using X = tn::Tensor<double, 7>;
  static constexpr auto slope = tn::grad<0>(huber);
  static_assert(count_computed(graph<slope, X, X>) == 4 && count_ops(graph<slope, X, X>, "times_sign") == 1);
  X const x{-3, -1, -0.5, 0, 0.25, infinity, NAN}, w{1, 2, 4, 1, 2, 4, 1};
  auto const g = slope(x, w);
  CHECK((g(0) == -1 && g(1) == -2 && g(2) == -2 && g(3) == 0 && g(4) == 0.5 && g(5) == 4 && std::isnan(g(6))));
  // Its slope again is that of m.
  auto const again = tn::grad<0>([](auto const& v, auto const& u) { return tn::sum(slope(v, u)); })(x, w);
  CHECK((again(0) == 0 && again(1) == 2 && again(2) == 4 && again(4) == 2 && again(5) == 0));
  // What does not vanish is one product; of `where` and `maximum` as well, on either side.
  static constexpr auto others = [](auto const& v) {
    auto const above = tn::maximum(0.25, v), some = tn::where(v > 0, v, 2);
    return tn::sum(above * (v - above * 0.3) + some * (v * 2 - some));
  };
  auto const slopes = tn::grad(others)(tn::Tensor<double, 3>{0.5, 0.125, -1});
  CHECK(slopes(0) == Approx(0.5 * 1.4 + 0.5 * 2));
  CHECK((slopes(1) == 0.25 + 0.25 && slopes(2) == 0.25 + 4));
}

TEST_CASE("a constant goes into that of a cotangent", "[passes]") {
  static constexpr auto slope = tn::grad([](auto const& x) { return tn::mean(tn::square(x * 3) * 0.5f); });
  static_assert(count_computed(graph<slope, V>) == 2);  // 3 x, and it times 3/100
  CHECK(slope(tn::Tensor<float, 4>{1, 2, 3, 4})(2) == 6.75f);
  // Not where one of the products would be lost.
  constexpr bool guarded = [] {
    Bench t;
    tn::Value const tiny = t.number(1e-30), one = op::detail::scaled(t.x * t.number(3), t.number(2)),
                    two = op::detail::scaled(t.x * tiny, tiny);
    return t.builder.is_constant(t.builder[one.id].in[1], 6) && t.builder.is_constant(t.builder[two.id].in[1], tiny_value);
  }();
  static_assert(guarded);
}

TEST_CASE("the slope of |x|", "[passes]") {
  static constexpr auto slope = tn::grad([](auto const& x) { return tn::sum(tn::abs(x)); });
  static_assert(count_ops(graph<slope, V>, "times_sign") == 1 && count_computed(graph<slope, V>) == 1);
  tn::Tensor<float, 6> const x{-2.5f, 1e-40f, -1e-40f, 0, -0.f, NAN};
  auto const g = slope(x);
  CHECK((g(0) == -1 && g(1) == 1 && g(2) == -1 && g(3) == 0 && g(4) == 0 && std::isnan(g(5))));
  auto const tangent = std::get<1>(tn::jvp([](auto const& v) { return tn::abs(v); })(x, x));
  CHECK((tangent(0) == 2.5f && tangent(3) == 0));
}

TEST_CASE("equal values are computed once, unused ones not at all", "[passes]") {
  static constexpr auto twice = [](auto const& x, auto const& y) {
    return tn::exp(x + y) * tn::exp(x + y) + tn::tanh(tn::exp(x + y));
  };
  static_assert(count_ops(graph<twice, V, V>, "exp") == 1 && count_computed(graph<twice, V, V>) == 5);
  static constexpr auto unused = [](auto const& x, auto const& y) {
    [[maybe_unused]] auto const z = tn::exp(y) * tn::sum(x);
    return tn::tanh(x);
  };
  static_assert(count_computed(graph<unused, V, V>) == 1 && graph<unused, V, V>.leaf_count == 2);
  // The value of a function whose gradient alone is wanted is dead too.
  static constexpr auto slope = tn::grad([](auto const& x) { return tn::sum(tn::square(x)); });
  static_assert(count_ops(graph<slope, V>, "sum") == 0);
  // -0 is not 0, and NaN is itself.
  constexpr bool bits = [] {
    Bench t;
    return t.number(0.0).id != t.number(-0.0).id && t.number(__builtin_nan("")).id == t.number(__builtin_nan("")).id;
  }();
  static_assert(bits);
  SUCCEED();
}

TEST_CASE("transposes and reshapes are read by whoever uses them", "[passes]") {
  static constexpr auto moved = [](auto const& x) { return tn::transpose(tn::reshape<8, 3>(tn::transpose(x) * 2)); };
  static_assert(cost<moved, T<4, 6>>.kernels <= 2);
  static constexpr auto slices = [](auto const& x) { return tn::sum(tn::transpose(x(tn::from<2>))(tn::from<1>)); };
  static_assert(count_ops(graph<slices, T<6, 5>>, "view") == 1 && cost<slices, T<6, 5>>.kernels == 1);
  static constexpr auto back = [](auto const& x) { return tn::transpose(tn::transpose(x)) + 1; };
  static_assert(count_ops(graph<back, T<6, 5>>, "view") == 0);
  // A product reads a transposed left operand, and a reshaped right one, where they lie.
  static constexpr auto product = [](auto const& x, auto const& w) {
    return tn::matmul(tn::transpose(x), tn::reshape<8, 30>(w));
  };
  static_assert(cost<product, T<8, 32>, T<240>>.kernels == 1 && cost<product, T<8, 32>, T<240>>.workspace_bytes == 0);
  SUCCEED();
}

TEST_CASE("products of many operands are made in the cheapest order", "[passes]") {
  // (A (B v)) instead of ((A B) v).
  static constexpr auto chain = [](auto const& a, auto const& b, auto const& v) { return tn::einsum<"ij,jk,k->i">(a, b, v); };
  static_assert(cost<chain, T<20, 20>, T<20, 20>, T<20>>.operations.multiply_adds == 2 * 20 * 20);
  static constexpr auto written = [](auto const& a, auto const& b, auto const& v) { return tn::matmul(tn::matmul(a, b), v); };
  static_assert(cost<written, T<20, 20>, T<20, 20>, T<20, 1>>.operations.multiply_adds == 20 * 20 * 20 + 20 * 20);
  SUCCEED();
}

TEST_CASE("cheap values are computed where they are read, dear ones stored", "[passes]") {
  static constexpr auto cheap = [](auto const& x) { return std::tuple{tn::sum<0>(x + 1), tn::sum<1>(x + 1)}; };
  static_assert(cost<cheap, T<12, 20>>.workspace_bytes == 0);
  static_assert(cost<cheap, T<12, 20>>.operations.elementwise == 2 * 240);
  static constexpr auto dear = [](auto const& x) { return std::tuple{tn::sum<0>(tn::exp(x)), tn::sum<1>(tn::exp(x))}; };
  static_assert(cost<dear, T<12, 20>>.workspace_bytes == 960);
  static_assert(cost<dear, T<12, 20>>.operations.transcendental == 240 * op::Exp::flops);
  // A dear value that is used once is worth no memory.
  static constexpr auto once = [](auto const& x) { return tn::sum(tn::exp(x)); };
  static_assert(cost<once, T<12, 20>>.workspace_bytes == 0);
  SUCCEED();
}

TEST_CASE("logarithms of exponentials are recorded in their stable form", "[passes]") {
  static_assert(count_ops(graph<softplus, V>, "softplus") == 1 && count_computed(graph<softplus, V>) == 1);
  static_assert(count_computed(graph<swapped, V>) == 1 && count_computed(graph<with_log1p, V>) == 1);
  static_assert(count_ops(graph<log_sigmoid, V>, "log") == 0 && count_ops(graph<log_complement, V>, "log") == 0);
  // The quotients of a softmax are not computed.
  static_assert(count_ops(graph<log_softmax, T<4, 9>>, "div") == 0 && count_ops(graph<log_softmax, T<4, 9>>, "mul") == 0);
  static_assert(count_ops(graph<log_ratio, T<4, 9>>, "div") == 0 && count_ops(graph<log_ratio, T<4, 9>>, "top") == 1);
  static_assert(count_ops(graph<log_sum, V>, "top") == 1);
  // What is stable is left alone, and so is what only looks alike.
  static_assert(count_ops(graph<already, V>, "top") == 1 && count_ops(graph<already, V>, "log") == 1);
  static_assert(count_ops(graph<two, V>, "log") == 1 && count_ops(graph<two, V>, "softplus") == 0);

  CHECK(tn::function(swapped)(30.f).item() == 30.f);
  CHECK(tn::grad(swapped)(30.f).item() == 1.f);
  for (double const x : {-700.0, -40.0, -1.0, 0.0, 0.5, 40.0, 800.0}) {
    double const exact = std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x))), slope = 1 / (1 + std::exp(-x));
    CHECK(at(tn::function(softplus), x) == Approx(exact).epsilon(1e-14));
    CHECK(at(tn::function(with_log1p), x) == Approx(exact).epsilon(1e-14));
    CHECK(at(tn::function(log_sigmoid), x) == Approx(x - exact).epsilon(1e-13).margin(1e-13));
    CHECK(at(tn::function(log_complement), x) == Approx(-exact).epsilon(1e-14));
    CHECK(at(tn::grad(softplus), x) == Approx(slope).epsilon(1e-13));
    CHECK(at(tn::grad(with_log1p), x) == Approx(slope).epsilon(1e-13));
    CHECK(at(tn::grad(log_sigmoid), x) == Approx(1 / (1 + std::exp(x))).epsilon(1e-13));
    CHECK(at(tn::grad(log_complement), x) == Approx(-slope).epsilon(1e-13));
  }
  CHECK(at(tn::grad(tn::grad(softplus)), 0) == Approx(0.25).epsilon(1e-13));
}

TEST_CASE("stable forms of folds: values, gradients, infinities", "[passes]") {
  tn::Tensor<double, 3> const far{1000, 0, -1000};
  for (auto const& y : {tn::function(log_softmax)(far), tn::function(log_ratio)(far)}) {
    CHECK(y(0) == 0);
    CHECK(y(1) == -1000);
    CHECK(y(2) == -2000);
  }
  // The cross entropy of the third class: softmax less one.
  constexpr auto entropy = [](auto const& x) { return -tn::sum(tn::log(tn::softmax(x))(tn::from<2>)); };
  auto const g = tn::grad(entropy)(far);
  CHECK(g(0) == 1);
  CHECK(g(1) == 0);
  CHECK(g(2) == -1);

  CHECK(tn::function(log_sum)(tn::Tensor<double, 2>{1000, 1000}).item() == Approx(1000 + std::log(2.0)).epsilon(1e-15));
  auto const halves = tn::grad(log_sum)(tn::Tensor<double, 2>{1000, 1000});
  CHECK(halves(0) == 0.5);
  CHECK(halves(1) == 0.5);
  CHECK(tn::function(log_sum)(tn::Tensor<double, 2>{-infinity, -infinity}).item() == -infinity);
  CHECK(tn::function(log_sum)(tn::Tensor<double, 2>{infinity, 0}).item() == infinity);
  CHECK(std::isnan(tn::function(log_sum)(tn::Tensor<double, 2>{NAN, 0}).item()));
  auto const columns = tn::function(log_sums)(tn::Tensor<double, 2, 2>{{800, -800}, {800, -800}});
  CHECK(columns(0, 0) == Approx(800 + std::log(2.0)).epsilon(1e-15));
  CHECK(columns(0, 1) == Approx(-800 + std::log(2.0)).epsilon(1e-15));

  // Eager expressions are the same graphs.
  CHECK(tn::Tensor<double>(tn::log(tn::sum(tn::exp(far)))).item() == 1000);
}
