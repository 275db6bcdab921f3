// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/cast.hpp>
#include <tenon/op/concat.hpp>
#include <tenon/op/random/philox.hpp>
#include <tenon/op/routine.hpp>
#include <tenon/op/shape_ops.hpp>

/// Random keys: two words of 64 bits, a seed and a stream. A key is a run-time operand like any other: it is traced, carried
/// as state and saved. Every random operation is a function of its key, so two draws want two keys.
namespace tenon {

namespace diagnose {
template <class T, class S>
inline constexpr bool is_a_random_key = false;
template <class T>
  requires(std::is_unsigned_v<T> && sizeof(T) == 8)
inline constexpr bool is_a_random_key<T, Shape<2>> = true;
}  // namespace diagnose

#define TENON_NOT_A_KEY                                                                                                          \
  "random: the first operand is a key, a tensor of two 64-bit words, as tn::random::key(seed, stream) makes it (dtype, shape "   \
  "follow)"

namespace detail {
template <class K>
inline constexpr bool is_key = diagnose::is_a_random_key<typename K::value_type, typename K::shape_type>;

/// What a number, a tensor or an expression adds to a key: 64 bits.
constexpr Value as_key_word(Value x) { return {x.builder, cast(*x.builder, x.id, DType::u64)}; }
}  // namespace detail

namespace op {

namespace detail {
/// A key of a key: a block of its generator, whose seed is set apart from that of the draws.
TENON_INLINE constexpr void derived_key(std::uint64_t const* key, std::uint64_t purpose, std::uint64_t number,
                                        std::uint64_t* to) {
  tenon::detail::philox_one(Philox(key[0] ^ purpose), key[1], number, to);
}
}  // namespace detail

/// A key for each number: [numbers].
struct FoldIn {
  static constexpr char name[] = "random_fold_in";
  static constexpr int arity = 2, flops = 0;
  static constexpr bool integers_only = true;
  static constexpr bool along_axis = true;  // along none: what else the axes hold stays in its place
  static constexpr Typed operands[2] = {Typed::key, Typed::key}, result = Typed::key;
  static constexpr Dims form(Node const&, Dims const* in) { return Dims{1, {static_cast<std::int32_t>(in[1].size())}}; }
  TENON_INLINE static constexpr void run(Dims const& form, std::uint64_t const* key, std::uint64_t const* number,
                                         std::uint64_t* y) {
    for (std::ptrdiff_t i = 0; i < form[0]; ++i) detail::derived_key(key, 0x9fb21c651e98df25, number[i], y + 2 * i);
  }
};
/// Keys 0, 1, ...: [keys].
struct SplitKey {
  static constexpr char name[] = "random_split";
  static constexpr int arity = 1, flops = 0;
  static constexpr bool integers_only = true;
  static constexpr Typed operands[1] = {Typed::key}, result = Typed::key;
  static constexpr Dims form(Node const& n, Dims const*) { return Dims{1, {n.dims[0]}}; }
  TENON_INLINE static constexpr void run(Dims const& form, std::uint64_t const* key, std::uint64_t* y) {
    for (std::ptrdiff_t i = 0; i < form[0]; ++i)
      detail::derived_key(key, 0xd1342543de82ef95, static_cast<std::uint64_t>(i), y + 2 * i);
  }
};

/// The attr of a routine that counts as along an axis and is along none.
inline constexpr std::int32_t along_no_axis = -2;

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("random_fold_in")> : std::type_identity<op::FoldIn> {};
template <> struct OpOf<hash_name("random_split")> : std::type_identity<op::SplitKey> {};
// clang-format on

namespace random {

/// The front-end form of a key made of a seed and a stream.
struct MakeKey {
  template <class A>
  static constexpr bool word =
      std::is_integral_v<typename A::value_type> && !std::is_same_v<typename A::value_type, bool> && A::shape_type::rank == 0;
  template <class A, class B>
  static constexpr bool ok = word<A> && word<B>;
  template <class A, class B>
  struct Result {
    using value_type = std::uint64_t;
    using shape_type = Shape<2>;
    template <int I>
    using operand_type = typename tenon::detail::nth<I, A, B>::value_type;
  };
  static constexpr Value record(Value seed, Value stream) {
    Builder& b = *seed.builder;
    auto word_of = [&](Value x) { return reshape(b, tenon::detail::as_key_word(x).id, Dims{1, {1}}); };
    NodeId const first = word_of(seed), second = word_of(stream);
    return {&b, concat(b, first, second, 0)};
  }
};

/// The front-end form of a key derived with numbers.
struct FoldInKey {
  template <class K, class N>
  static constexpr bool ok = tenon::detail::is_key<K> && std::is_integral_v<typename N::value_type> &&
                             !std::is_same_v<typename N::value_type, bool> && N::shape_type::rank < max_rank;
  static constexpr Dims dims(Dims d) {
    d.push_back(2);
    return d;
  }
  template <class K, class N>
  struct Result {
    using value_type = std::uint64_t;
    using shape_type = shape_from<dims(dims_of<typename N::shape_type>)>;
    template <int I>
    using operand_type = typename tenon::detail::nth<I, K, N>::value_type;
  };
  template <class V>
  static constexpr V record(V key, V number) {
    Dims const d = dims((*key.builder)[number.id].dims);
    return routine<op::FoldIn>(DType::u64, d, op::along_no_axis, key, tenon::detail::as_key_word(number));
  }
};

/// The front-end form of several keys of one.
template <std::size_t N>
struct SplitInto {
  template <class K>
  static constexpr bool ok = tenon::detail::is_key<K>;
  template <class K>
  struct Result {
    using value_type = std::uint64_t;
    using shape_type = Shape<N, 2>;
    template <int>
    using operand_type = typename K::value_type;
  };
  template <class V>
  static constexpr V record(V key) {
    return routine<op::SplitKey>(DType::u64, dims_of<Shape<N, 2>>, 0, key);
  }
};

/// The key of a seed and a stream that are known at run time: integers without axes.   [], [] -> [2]
/// That of two C++ numbers is a tensor: tensor/random_key.hpp.
template <class Seed, class Stream>
  requires(Operand<Seed> || Operand<Stream>)
constexpr auto key(Seed&& seed, Stream&& stream) {
  if constexpr (tenon::detail::faulty<MakeKey, Seed, Stream>) {
    using A = tenon::detail::arg_of<Seed>;
    using B = tenon::detail::arg_of<Stream>;
    using Wrong = std::conditional_t<MakeKey::word<A>, B, A>;
    static_assert(diagnose::operation_accepts_dtype<MakeKey, typename Wrong::value_type, MakeKey::word<Wrong>>,
                  "random: seed and stream of a key are integers without axes");
  }
  return apply<MakeKey>(static_cast<Seed&&>(seed), static_cast<Stream&&>(stream));
}
template <Operand Seed>
constexpr auto key(Seed&& seed) {
  return key(static_cast<Seed&&>(seed), std::uint64_t{0});
}

/// A key for each number, such as the number of a step or of a layer: different numbers give independent keys.
/// [2], [S...] -> [S..., 2]
template <class K, class N>
  requires(Operand<K> && (Operand<N> || tenon::detail::is_scalar<N>))
constexpr auto fold_in(K&& key, N&& number) {
  if constexpr (tenon::detail::faulty<FoldInKey, K, N>) {
    using A = tenon::detail::arg_of<K>;
    static_assert(diagnose::is_a_random_key<typename A::value_type, typename A::shape_type>, TENON_NOT_A_KEY);
    if constexpr (tenon::detail::is_key<A>)
      static_assert(diagnose::operation_accepts_dtype<FoldInKey, typename tenon::detail::arg_of<N>::value_type, false>,
                    "random: only integers can be folded into a key");
  }
  return apply<FoldInKey>(static_cast<K&&>(key), static_cast<N&&>(number));
}

/// N independent keys; the first ones do not depend on how many there are.   [2] -> [N, 2]
template <std::size_t N, class K>
constexpr auto split(K&& key) {
  if constexpr (tenon::detail::faulty<SplitInto<N>, K>) {
    using A = tenon::detail::arg_of<K>;
    static_assert(diagnose::is_a_random_key<typename A::value_type, typename A::shape_type>, TENON_NOT_A_KEY);
  }
  return apply<SplitInto<N>>(static_cast<K&&>(key));
}

}  // namespace random
}  // namespace tenon
