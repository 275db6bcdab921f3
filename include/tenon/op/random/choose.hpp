// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arg.hpp>
#include <tenon/op/arrange.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/random/distribution.hpp>
#include <tenon/op/random/integer.hpp>
#include <tenon/op/scan.hpp>
#include <tenon/op/sort.hpp>

/// Random orders and random choices.
namespace tenon {

namespace diagnose {
template <std::size_t Chosen, std::size_t There, bool Enough>
inline constexpr bool there_are_as_many_to_choose_from = Enough;
template <class Weights, std::size_t Extent>
inline constexpr bool one_weight_for_each = std::is_same_v<Weights, Shape<Extent>>;
template <class Logits, bool Some>
inline constexpr bool last_axis_has_categories = Some;
}  // namespace diagnose

namespace op {

/// The numbers 0, ..., n - 1 in random order: Fisher and Yates' method, from inside out. [n].
struct RandomPermutation {
  static constexpr char name[] = "random_permutation";
  static constexpr int arity = 1, flops = 10;
  static constexpr bool integers_only = true;
  static constexpr Typed operands[1] = {Typed::key}, result = Typed::index;
  static constexpr Dims form(Node const& n, Dims const*) { return Dims{1, {static_cast<std::int32_t>(n.dims.size())}}; }
  TENON_INLINE static constexpr void run(Dims const& form, std::uint64_t const* key, Index* y) {
    std::ptrdiff_t const n = form[0];
    constexpr std::ptrdiff_t group = tenon::detail::philox_words<std::uint64_t>;
    Philox const random(key[0]);
    for (std::ptrdiff_t i = 0; i < n; i += group) {
      std::uint64_t word[group];
      std::ptrdiff_t const count = n - i < group ? n - i : group;
      tenon::detail::philox_blocks(random, key[1], static_cast<std::uint64_t>(i / 2), static_cast<int>((count + 1) / 2), word);
      for (std::ptrdiff_t k = 0; k < count; ++k) {
        auto const at = static_cast<std::ptrdiff_t>(detail::below(static_cast<std::uint32_t>(i + k + 1), word + k));
        y[i + k] = static_cast<Index>(i + k);
        y[i + k] = y[at];
        y[at] = static_cast<Index>(i + k);
      }
    }
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("random_permutation")> : std::type_identity<op::RandomPermutation> {};
// clang-format on

namespace random {

/// Asks for elements that differ.
struct WithoutReplacement {};
inline constexpr WithoutReplacement without_replacement{};

struct Permutation {
  static constexpr bool accepts(DType d) { return d == dtype_of<Index>; }
  template <class T>
  using result = T;
  template <class V>
  static constexpr V record(V key, DType t, Dims const& dims) {
    return routine<op::RandomPermutation>(t, dims, 0, key);
  }
};

namespace detail {

/// Records which of n are chosen: `count` indices.
template <bool Replace>
struct Choose {
  static constexpr Dims vector(std::int32_t n) { return Dims{1, {n}}; }
  static constexpr Value first(Value x, std::int32_t count) {
    Builder& b = *x.builder;
    return {&b, tenon::detail::slice_axis(b, x.id, 0, 0, count)};
  }
  template <class V>
  static constexpr V record(V key, std::int32_t n, std::int32_t count) {
    Builder& b = *key.builder;
    DType const t = dtype_of<Index>;
    if constexpr (Replace) {
      auto number = [&](double x) { return V{&b, b.constant(t, Dims{}, x)}; };
      return Integer::record(key, t, vector(count), number(0), number(n));
    } else
      return first(Permutation::record(key, t, vector(n)), count);
  }
  /// By weights: where a uniform number falls among their sums; or those whose exponential deviates of the weights' rates are
  /// smallest (Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006).
  template <class V>
  static constexpr V record(V key, std::int32_t n, std::int32_t count, V weights) {
    Builder& b = *key.builder;
    DType const t = b[weights.id].dtype;
    if constexpr (Replace) {
      V const sums = tenon::detail::along_axis<op::Cumsum>(weights, 0, false);
      V const total{&b, tenon::detail::slice_axis(b, sums.id, 0, n - 1, 1)};
      V const at = Uniform::record(key, t, vector(count)) * total;
      return routine<op::SearchSorted>(dtype_of<Index>, vector(count), 1, sums, at);
    } else {
      V const waiting = Exponential::record(key, t, vector(n)) / weights;
      return first(routine<op::ArgSort>(dtype_of<Index>, vector(n), op::axis_and_flag(0, false), waiting), count);
    }
  }
};

/// All of them.
inline constexpr std::size_t every = static_cast<std::size_t>(-1);

/// The front-end form of slices at random places of an axis.
template <std::size_t Count, int Axis, bool Replace>
struct Choice {
  template <class X>
  static constexpr std::size_t extent = tenon::detail::extent_or_1(dims_of<X>, axes::normalised(Axis, int(X::rank)));
  template <class X>
  static constexpr bool axis_ok = axes::exist<X::rank, Axis>;
  template <class X>
  static constexpr bool enough = [] {
    if constexpr (axis_ok<X>)
      return Count == every || (Replace ? Count == 0 || extent<X> > 0 : Count <= extent<X>);
    else
      return false;
  }();
  template <class X, class W>
  static constexpr bool weights_ok = [] {
    if constexpr (axis_ok<X>)
      return std::is_floating_point_v<typename W::value_type> && std::is_same_v<typename W::shape_type, Shape<extent<X>>> &&
             extent<X> != 0;
    else
      return false;
  }();
  template <class K, class A, class... W>
  static constexpr bool ok = tenon::detail::is_key<K> && axis_ok<typename A::shape_type> && enough<typename A::shape_type> &&
                             (weights_ok<typename A::shape_type, W> && ...);
  static constexpr Dims dims(Dims d) {
    int const axis = axes::normalised(Axis, d.rank);
    if (Count != every) d[axis] = static_cast<std::int32_t>(Count);
    return d;
  }
  template <class K, class A, class... W>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<dims(dims_of<typename A::shape_type>)>;
    template <int I>
    using operand_type = typename tenon::detail::nth<I, K, A, W...>::value_type;
  };
  template <class V, class... W>
  static constexpr V record(V key, V x, W... weights) {
    Node const n = (*x.builder)[x.id];
    int const axis = axes::normalised(Axis, n.dims.rank);
    Dims const to = dims(n.dims);
    V const at = Choose<Replace>::record(key, n.dims[axis], to[axis], weights...);
    return routine<op::Take>(n.dtype, to, op::axis_and_flag(axis, false), x, at);
  }
  template <class K, class X, class... W>
  static constexpr auto call(K&& key, X&& x, W&&... weights) {
    if constexpr (tenon::detail::faulty<Choice, K, X, W...>) {
      using A = arg_of<K>;
      using S = typename arg_of<X>::shape_type;
      static_assert(diagnose::is_a_random_key<typename A::value_type, typename A::shape_type>, TENON_NOT_A_KEY);
      if constexpr (tenon::detail::is_key<A>) {
        static_assert(diagnose::axis_in_range<axes::Asked<S, Axis>, axes::Allowed<S>, S>,
                      "choice, shuffle: axis out of range (axis, allowed range, shape follow)");
        if constexpr (axis_ok<S>) {
          static_assert(diagnose::there_are_as_many_to_choose_from<Count, extent<S>, enough<S>>,
                        "choice: there are not so many to choose from (chosen, there follow)");
          if constexpr (sizeof...(W) != 0) {
            using B = tenon::detail::nth<sizeof...(W), A, arg_of<W>...>;
            using U = typename B::value_type;
            static_assert(diagnose::operation_accepts_dtype<Choice, U, std::is_floating_point_v<U>>,
                          "choice: the weights must be floating");
            static_assert(diagnose::one_weight_for_each<typename B::shape_type, extent<S>>,
                          "choice: one weight for each element of the axis (shape of the weights, extent follow)");
          }
        }
      }
    }
    return apply<Choice>(static_cast<K&&>(key), static_cast<X&&>(x), static_cast<W&&>(weights)...);
  }
};

/// The front-end form of draws from the categories of the last axis: without a count one, and no axis for it.
template <std::size_t... Count>
struct Categorical {
  template <class L>
  static constexpr bool categories = [] {
    Dims const d = dims_of<L>;
    return d.rank > 0 && d.rank + int(sizeof...(Count)) <= max_rank && d[d.rank - 1] > 0;
  }();
  template <class K, class L>
  static constexpr bool ok =
      tenon::detail::is_key<K> && std::is_floating_point_v<typename L::value_type> && categories<typename L::shape_type>;
  static constexpr Dims dims(Dims d) {
    --d.rank;
    (d.push_back(static_cast<std::int32_t>(Count)), ...);
    return d;
  }
  template <class K, class L>
  struct Result {
    using value_type = Index;
    using shape_type = shape_from<dims(dims_of<typename L::shape_type>)>;
    template <int I>
    using operand_type = typename tenon::detail::nth<I, K, L>::value_type;
  };
  /// The largest of logits plus Gumbel's noise is distributed like the categories.
  template <class V>
  static constexpr V record(V key, V logits) {
    Builder& b = *key.builder;
    Node const n = b[logits.id];
    Dims full = dims(n.dims), one = n.dims;
    std::int32_t const last = n.dims[n.dims.rank - 1];
    full.push_back(last);
    if (sizeof...(Count) != 0) {
      one[one.rank - 1] = 1;
      one.push_back(last);
    }
    V const shaped{&b, reshape(b, logits.id, one)};
    V const noisy = shaped + Gumbel::record(key, n.dtype, full);
    return routine<op::ArgExtreme<true>>(dtype_of<Index>, dims(n.dims), op::axis_and_flag(full.rank - 1, false), noisy);
  }
  template <class K, class X>
  static constexpr auto call(K&& key, X&& logits) {
    if constexpr (tenon::detail::faulty<Categorical, K, X>) {
      using A = arg_of<K>;
      using L = arg_of<X>;
      using T = typename L::value_type;
      static_assert(diagnose::is_a_random_key<typename A::value_type, typename A::shape_type>, TENON_NOT_A_KEY);
      static_assert(diagnose::operation_accepts_dtype<Categorical, T, std::is_floating_point_v<T>>,
                    "categorical: the logits must be floating");
      static_assert(diagnose::last_axis_has_categories<typename L::shape_type, categories<typename L::shape_type>>,
                    "categorical: the last axis of the logits has the categories, at least one (shape follows)");
    }
    return apply<Categorical>(static_cast<K&&>(key), static_cast<X&&>(logits));
  }
};

}  // namespace detail

/// The numbers 0, ..., N - 1 in random order; each order is equally likely to within N^2 / 2^64.   [2] -> [N]
template <std::size_t N, class K>
constexpr auto permutation(K&& key) {
  return Draw<Permutation, Index, Shape<N>>::call(static_cast<K&&>(key));
}
/// x in random order along an axis (the first, without one).   [2], [S...] -> [S...]
template <int Axis = 0, class K, Operand X>
constexpr auto shuffle(K&& key, X&& x) {
  return detail::Choice<detail::every, Axis, false>::call(static_cast<K&&>(key), static_cast<X&&>(x));
}

/// Slices of x at N random places along an axis (the first, without one), each equally likely, or in proportion to weights,
/// which are not negative and have a positive sum.   [2], [n, S...], [n] -> [N, S...]
template <std::size_t N, int Axis = 0, class K, Operand X>
constexpr auto choice(K&& key, X&& x) {
  return detail::Choice<N, Axis, true>::call(static_cast<K&&>(key), static_cast<X&&>(x));
}
template <std::size_t N, int Axis = 0, class K, Operand X, Operand W>
constexpr auto choice(K&& key, X&& x, W&& weights) {
  return detail::Choice<N, Axis, true>::call(static_cast<K&&>(key), static_cast<X&&>(x), static_cast<W&&>(weights));
}
/// The same at places that differ. Of weights, at least N are not zero, and a place is chosen in proportion to them among
/// those that are left.
template <std::size_t N, int Axis = 0, class K, Operand X>
constexpr auto choice(K&& key, X&& x, WithoutReplacement) {
  return detail::Choice<N, Axis, false>::call(static_cast<K&&>(key), static_cast<X&&>(x));
}
template <std::size_t N, int Axis = 0, class K, Operand X, Operand W>
constexpr auto choice(K&& key, X&& x, W&& weights, WithoutReplacement) {
  return detail::Choice<N, Axis, false>::call(static_cast<K&&>(key), static_cast<X&&>(x), static_cast<W&&>(weights));
}

/// The number of a category, with probability in proportion to the exponential of its logit; of each row of logits one, or
/// `Count` independent ones.   [2], [B..., n] -> [B...] or [B..., Count]
template <std::size_t... Count, class K, Operand X>
  requires(sizeof...(Count) <= 1)
constexpr auto categorical(K&& key, X&& logits) {
  return detail::Categorical<Count...>::call(static_cast<K&&>(key), static_cast<X&&>(logits));
}

}  // namespace random
}  // namespace tenon
