// SPDX-License-Identifier: MIT
// Keys and draws, evaluated by the compiler.
#include "support/constant.hpp"

#include <tenon/op/vocabulary.hpp>
#include <tenon/tensor/random_key.hpp>

#include <cstdint>
#include <limits>
#include <tuple>

namespace tn = tenon;
using tenon_test::has_shape;
using tenon_test::is;
using tenon_test::near;
template <std::size_t... N>
using F = tn::Tensor<float, N...>;
template <std::size_t... N>
using D = tn::Tensor<double, N...>;
template <std::size_t... N>
using I = tn::Tensor<std::int32_t, N...>;
namespace rnd = tn::random;

namespace {
constexpr rnd::Key key = rnd::key(42), other = rnd::key(42, 7);
constexpr double float_eps = 1e-6, double_eps = 4e-15;

/// The words of keys, exact.
template <class E>
constexpr bool words(E const& e, std::initializer_list<std::uint64_t> values) {
  auto const elements = tn::detail::evaluate_constant(e);
  if (values.size() != E::size) return false;
  int i = 0;
  for (std::uint64_t const w : values)
    if (tn::detail::from_scalar<std::uint64_t>(elements[i++]) != w) return false;
  return true;
}
}  // namespace

// Keys.
static_assert(words(key, {42, 0}) && words(rnd::key(I<>(42), I<>(7)), {42, 7}));
static_assert(words(rnd::split<3>(key), {0x847e2f4cf04c3d5bu, 0xe28c58ce7d9f8b25u, 0x57826a97f7a40f86u, 0xde730b5f4be03940u,
                                         0xb2b18d3b38a2a3afu, 0x8c3f7925568c1f07u}));
static_assert(words(rnd::fold_in(key, 10), {0x9ad5407b9643ca1au, 0x7c40455e86c60e60u}));
static_assert(words(rnd::fold_in(other, I<2>{0, 10}),
                    {0x7a10280358657b93u, 0x12663179c78b5821u, 0xf840df0efeb9e1dfu, 0x2867260520029d80u}));

// Bits, uniform numbers, integers: the same everywhere.
static_assert(is(rnd::bits<std::uint32_t, 5>(key), {2632642643, 2012563771, 314527917, 1463989207, 4242219303}));
static_assert(is(rnd::bits<std::int8_t, 3>(key), {83, 59, -83}));
static_assert(words(rnd::bits<std::uint64_t, 3>(other), {0xe55410cc67ee6f2cu, 0x557398d36c7eca35u, 0x600f6196e5dde940u}));
static_assert(is((rnd::uniform<float, 2, 3>(key)), {0.6129598617553711, 0.4685865044593811, 0.07323169708251953,
                                                    0.3408614993095398, 0.9877186417579651, 0.32706332206726074}));
static_assert(is(rnd::uniform<double, 3>(other), {0.8958139895475427, 0.333795119874135, 0.3752346986201399}));
static_assert(is(rnd::uniform<float, 3>(key, -1, 1), {0.2259197235107422, -0.06282699108123779, -0.8535366058349609}));
static_assert(is(rnd::uniform<double>(key, D<2>{0, 4}, D<2>{2, 8}), {0.9371730366782098, 5.363446197540715}));
static_assert(is(rnd::randint<int, 6>(key, 1, 7), {3, 3, 2, 3, 4, 5}));
static_assert(is(rnd::randint<std::uint8_t, 3>(key, 250, 255), {252, 251, 251}));
static_assert(is(rnd::randint<std::int64_t, 3>(key, -1000000000000, 1000000000000), {-318276901230, -91368796531, 547169369460}));
static_assert(is(rnd::bernoulli<6>(key, 0.5), {0, 1, 1, 1, 0, 1}));
static_assert(is(rnd::bernoulli(key, D<3>{0, 0.9, 1}), {0, 1, 1}));

// Functions of tails.
static_assert(near(rnd::normal<float, 4>(key), {-1.2109364326436358, 0.07882350375208995, 1.4521371693917013, 0.4101129168143989},
                   float_eps));
static_assert(near(rnd::normal<double, 4>(key),
                   {0.07882346885253207, 0.41011294279565164, 0.4480366278979281, 0.11476523741853367}, double_eps));
static_assert(near(rnd::normal<double, 2>(key, D<2>{10, 0}, 0.5), {10.039411734426267, 0.20505647139782582}, double_eps));
static_assert(near(rnd::truncated_normal<float, 3>(key), {-1.1236992774917507, 0.07523007772314699, 1.3246128066151792},
                   float_eps));
static_assert(near(rnd::truncated_normal<double, 3>(key), {0.07523004442074714, 0.39044870077923877, 0.4263345494952166},
                   double_eps));
static_assert(near(rnd::exponential<float, 3>(key), {2.1807225312016754, 0.632214849779017, 0.07605172776912392}, float_eps));
static_assert(near(rnd::exponential<double, 3>(key, 2), {1.2644297517950362, 0.8336433491317148, 0.7922082617895341},
                   double_eps));
static_assert(near(rnd::gumbel<double, 3>(key), {0.45852594911124417, 0.8750967875777373, 0.9260781454897703}, double_eps));

// Orders and choices.
static_assert(is(rnd::permutation<8>(key), {2, 3, 1, 7, 6, 0, 5, 4}));
static_assert(is(rnd::shuffle(key, I<4>{10, 20, 30, 40}), {30, 40, 20, 10}));
static_assert(is(rnd::shuffle<1>(key, I<2, 3>{{1, 2, 3}, {4, 5, 6}}), {3, 1, 2, 6, 4, 5}));
static_assert(is(rnd::choice<5>(key, I<4>{10, 20, 30, 40}), {20, 20, 20, 20, 30}));
static_assert(is(rnd::choice<2>(key, I<4>{10, 20, 30, 40}, rnd::without_replacement), {30, 40}));
static_assert(is(rnd::choice<5>(key, I<4>{10, 20, 30, 40}, D<4>{0, 1, 1, 2}), {30, 30, 30, 30, 40}));
static_assert(is(rnd::choice<3>(key, I<4>{10, 20, 30, 40}, D<4>{0, 1, 1, 2}, rnd::without_replacement), {40, 30, 20}));
static_assert(is(rnd::categorical(key, D<2, 3>{{0, 1, 0.5}, {2, 0, 0}}), {1, 0}));
static_assert(has_shape<2, 5>(rnd::categorical<5>(key, D<2, 3>{})) && has_shape<3, 2>(rnd::split<3>(key)));
static_assert(is(rnd::dropout(key, F<4>{3, 6, 9, 12}, 0.5f), {0, 12, 18, 24}));
static_assert(!is(rnd::uniform<float, 2>(key), {0.5, 0.5}) && !words(key, {42}), "the comparison compares");
