// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/graph/derive.hpp>
#include <tenon/graph/evaluate.hpp>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

/// What holds for every elementwise op. A test describes an op in a struct and says `op_laws<Tanh, float, double>()`:
///
///   struct Tanh {
///     using op = tenon::op::Tanh;
///     static constexpr auto call = [](auto const&... x) { return tenon::tanh(x...); };     // what a user writes
///     static constexpr auto reference = [](auto x) { return std::tanh(x); };               // in a wider type
///     static constexpr double ulps = 2, low = -6, high = 6;                                // bound, range of samples
///   };
///
/// `ulps` 0.5 means correctly rounded: then the reference is computed in the dtype itself. A member `absolute`, where there
/// is one, is an error that does whatever it is in ulps.
namespace tenon_test {

namespace tn = tenon;

/// Deterministic numbers.
struct Random {
  std::uint64_t state = 1;
  std::uint64_t bits() {
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53); }
  template <class T>
  T sample(double low, double high) {
    if constexpr (std::is_same_v<T, bool>)
      return (bits() & 1) != 0;
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(uniform(low, high));
    else
      return static_cast<T>(bits());
  }
};

__extension__ typedef __int128 Int128;
template <class T>
struct Wider : std::type_identity<Int128> {};
template <> struct Wider<bool> : std::type_identity<bool> {};
template <> struct Wider<float> : std::type_identity<double> {};
template <> struct Wider<double> : std::type_identity<long double> {};

/// How far a result is from a wider reference, in units in the last place of the dtype.
template <class T, class W>
double ulps_off(T got, W want) {
  if constexpr (!std::is_floating_point_v<T>)
    return got == static_cast<T>(want) ? 0 : HUGE_VAL;
  else {
    using L = std::numeric_limits<T>;
    if (std::isnan(want) || std::isnan(got)) return std::isnan(want) && std::isnan(got) ? 0 : HUGE_VAL;
    T const nearest = static_cast<T>(want);
    if (got == nearest) return want == 0 && std::signbit(got) != std::signbit(want) ? HUGE_VAL : 0.5;
    if (std::isinf(got) || std::isinf(nearest))
      return std::abs(std::isinf(got) ? nearest : got) >= L::max() * (1 - 4 * L::epsilon()) ? 1 : HUGE_VAL;
    int const exponent = want == 0 ? L::min_exponent : std::max(std::ilogb(want) + 1, L::min_exponent);
    return static_cast<double>(std::abs(static_cast<W>(got) - want) / std::ldexp(W(1), exponent - L::digits));
  }
}

template <class T>
bool same_bits(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

template <class T>
std::string dtype_name() {
  return tn::name_of(tn::dtype_of<T>);
}

/// The worst of many comparisons, reported once.
struct Worst {
  std::string where;
  double off = 0;
  std::string worst_at;
  void add(double o, std::string const& at) {
    if (o > off || (o != o)) {
      off = o;
      worst_at = at;
    }
  }
  void check(double bound) const {
    INFO(where << ": worst at " << worst_at);
    CHECK(off <= bound);
  }
};

template <class T>
std::vector<T> special_values() {
  using L = std::numeric_limits<T>;
  if constexpr (std::is_same_v<T, bool>)
    return {false, true};
  else if constexpr (std::is_floating_point_v<T>)
    return {T(0),           -T(0),    T(1),        T(-1),    T(0.5),    T(-2.5),         L::infinity(),    -L::infinity(),
            L::quiet_NaN(), L::max(), L::lowest(), L::min(), -L::min(), L::denorm_min(), -L::denorm_min(), L::min() / 3,
            T(88.5),        T(-88.5), T(1e-3),     T(1e6)};
  else
    return {T(0),
            T(1),
            static_cast<T>(-1),
            L::max(),
            L::min(),
            static_cast<T>(L::max() - 1),
            static_cast<T>(L::min() + 1),
            T(7),
            static_cast<T>(-13)};
}

template <class O, class T>
struct OpLaws {
  static constexpr int arity = O::op::arity;
  using Arguments = std::array<T, arity>;
  using Result = std::conditional_t<O::op::codomain == tn::Codomain::boolean, bool, T>;
  template <std::size_t N>
  using Operands = std::array<tn::Tensor<T, N>, arity>;

  static auto reference(Arguments const& x) {
    using W = std::conditional_t<O::ulps == 0.5 && std::is_floating_point_v<T>, T, typename Wider<T>::type>;
    return std::apply([](auto... v) { return O::reference(static_cast<W>(v)...); }, x);
  }
  template <class X>
  static constexpr auto call(X const& x) {
    return std::apply([](auto const&... v) { return O::call(v...); }, x);
  }
  static std::string text(Arguments const& x) {
    std::string s;
    for (T const v : x) s += std::to_string(v) + " ";
    return s;
  }
  static Worst worst(char const* law) { return Worst{std::string(O::op::name) + "<" + dtype_name<T>() + ">: " + law, 0, {}}; }

  template <std::size_t N>
  static void compare(Worst& w, Operands<N> const& x) {
    tn::Tensor<Result, N> const y = call(x);
    for (std::size_t i = 0; i < N; ++i) {
      Arguments a;
      for (std::size_t k = 0; k < arity; ++k) a[k] = x[k].data()[i];
      auto const want = reference(a);
      if constexpr (requires { O::absolute; })
        if (std::abs(static_cast<double>(y.data()[i]) - static_cast<double>(want)) <= O::absolute) continue;
      w.add(ulps_off(y.data()[i], want), text(a));
    }
  }

  /// Random values at every tail, and the op in place.
  template <std::size_t... N>
  static void lengths(std::index_sequence<N...>) {
    Worst w = worst("values"), in_place = worst("in place");
    Random random;
    auto one = [&]<std::size_t M>(std::integral_constant<std::size_t, M>) {
      for (int repeat = 0; repeat < 5; ++repeat) {
        Operands<M> x;
        for (auto& t : x)
          for (T& v : t) v = random.sample<T>(O::low, O::high);
        compare<M>(w, x);
        if constexpr (std::is_same_v<Result, T>) {
          tn::Tensor<T, M> const y = call(x);
          x[0] = call(x);
          for (std::size_t i = 0; i < M; ++i) in_place.add(same_bits(x[0].data()[i], y.data()[i]) ? 0 : 1, std::to_string(M));
        }
      }
    };
    (one(std::integral_constant<std::size_t, N>{}), ...);
    w.check(O::ulps);
    in_place.check(0);
  }

  /// Every pair (triple: along two diagonals) of special values.
  static void specials() {
    Worst w = worst("special values");
    std::vector<T> const s = special_values<T>();
    for (std::size_t shift = 0; shift < (arity == 1 ? 1 : s.size()); ++shift) {
      Operands<33> x;
      for (std::size_t k = 0; k < arity; ++k)
        for (std::size_t i = 0; i < 33; ++i) x[k].data()[i] = s[(i + k * shift) % s.size()];
      compare<33>(w, x);
    }
    w.check(O::ulps);
  }

  /// Constant evaluation gives what the kernels give, within one unit in the last place for functions.
  struct Constant {
    static constexpr tn::Tensor<T, 17> argument(int k) {
      tn::Tensor<T, 17> t;
      for (std::size_t i = 0; i < 17; ++i) {
        double const at = static_cast<double>((i * 3 + static_cast<std::size_t>(k) * 2) % 17) / 16;
        t.data()[i] = static_cast<T>(std::is_floating_point_v<T> ? O::low + (O::high - O::low) * at : 2 + at * 30);
      }
      return t;
    }
    static constexpr std::array<tn::Tensor<T, 17>, 3> x{argument(0), argument(1), argument(2)};
    static constexpr tn::Tensor<Result, 17> y = [] {
      if constexpr (arity == 1)
        return tn::Tensor<Result, 17>(O::call(x[0]));
      else if constexpr (arity == 2)
        return tn::Tensor<Result, 17>(O::call(x[0], x[1]));
      else
        return tn::Tensor<Result, 17>(O::call(x[0], x[1], x[2]));
    }();
  };
  static void constant() {
    Worst w = worst("constant evaluation");
    Operands<17> x;
    for (std::size_t k = 0; k < arity; ++k) x[k] = Constant::x[k];
    tn::Tensor<Result, 17> const y = call(x);
    for (std::size_t i = 0; i < 17; ++i) {
      Result const a = y.data()[i], b = Constant::y.data()[i];
      w.add(same_bits(a, b)  ? 0
            : O::ulps == 0.5 ? HUGE_VAL
                             : ulps_off(a, static_cast<typename Wider<Result>::type>(b)),
            std::to_string(i));
    }
    w.check(1);
  }

  /// The derivative rule against central differences, both evaluated in double.
  static void gradient() {
    constexpr int n = 24;
    tn::GraphDraft d;
    tn::Dims const dims{1, {n}};
    tn::NodeId in[4];
    for (int k = 0; k <= arity; ++k) in[k] = d.add_leaf(tn::DType::f64, dims, tn::LeafKind::input);
    tn::NodeId const y = [&] {
      tn::Value const v[] = {{&d.builder, in[0]}, {&d.builder, in[1]}, {&d.builder, in[2]}};
      if constexpr (arity == 1)
        return tn::elementwise<typename O::op>(v[0]).id;
      else if constexpr (arity == 2)
        return tn::elementwise<typename O::op>(v[0], v[1]).id;
      else
        return tn::elementwise<typename O::op>(v[0], v[1], v[2]).id;
    }();
    tn::detail::List<tn::NodeId> wrt;
    for (int k = 0; k < arity; ++k) wrt.push_back(in[k]);
    d.add_output(y);
    for (tn::NodeId const g : tn::derive(d.builder, y, in[arity], wrt)) d.add_output(g);
    Random random;
    tn::detail::List<tn::Evaluator::Values> leaves;
    for (int k = 0; k <= arity; ++k) {
      tn::Evaluator::Values v;
      for (int i = 0; i < n; ++i) v.push_back({random.uniform(O::low, O::high), 0});
      leaves.push_back(v);
    }
    auto evaluate = [&] { return tn::evaluate(tn::view_of(d), leaves, tn::Precision::reference); };
    auto const results = evaluate();
    Worst w = worst("gradient");
    for (int k = 0; k < arity; ++k) {
      auto const saved = leaves[k];
      constexpr double h = 1e-6;
      for (int i = 0; i < n; ++i) leaves[k][i].f = saved[i].f + h;
      auto const above = evaluate()[0];
      for (int i = 0; i < n; ++i) leaves[k][i].f = saved[i].f - h;
      auto const below = evaluate()[0];
      leaves[k] = saved;
      for (int i = 0; i < n; ++i) {
        double const want = leaves[arity][i].f * (above[i].f - below[i].f) / (2 * h), got = results[k + 1][i].f;
        w.add(std::abs(got - want) / (1 + std::abs(want)),
              std::to_string(k) + ": " + std::to_string(saved[i].f) + ": " + std::to_string(got));
      }
    }
    w.check(1e-7);
  }
};

/// A length is a kernel to compile for each op and dtype. That the tails of every lane count are right does not depend on the op:
/// some ops are tested with all of them, others with nothing, less than a register, registers without and with a tail. The
/// lengths of special values and constants are among them.
using EveryTail = std::index_sequence<0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 64, 100>;
using ManyLengths = std::index_sequence<0, 1, 3, 7, 16, 17, 33, 100>;
using SomeLengths = std::index_sequence<1, 17, 33>;

/// Checks an op on each dtype: the first at the lengths given, the others at some.
template <class O, class Lengths, class T, class... Rest>
void op_laws_at() {
  OpLaws<O, T>::lengths(Lengths{});
  (OpLaws<O, Rest>::lengths(SomeLengths{}), ...);
  auto more = []<class U>(std::type_identity<U>) {
    OpLaws<O, U>::specials();
    OpLaws<O, U>::constant();
  };
  more(std::type_identity<T>{});
  (more(std::type_identity<Rest>{}), ...);
  if constexpr (std::is_floating_point_v<T> && O::op::codomain == tn::Codomain::same) OpLaws<O, T>::gradient();
}
/// The same with the first dtype at many lengths.
template <class O, class T, class... Rest>
void op_laws() {
  op_laws_at<O, ManyLengths, T, Rest...>();
}
/// For an op so like others that some lengths will do.
template <class O, class T, class... Rest>
void op_laws_short() {
  op_laws_at<O, SomeLengths, T, Rest...>();
}

}  // namespace tenon_test
