// SPDX-License-Identifier: MIT
// Random tensors are functions of keys: the same key draws the same numbers, on every machine, traced and in constant
// evaluation. New numbers want a new key.
#include <tenon/autodiff/grad.hpp>
#include <tenon/core.hpp>
#include <tenon/tensor/print.hpp>
#include <tenon/trace/run.hpp>

#include <cstdio>
#include <tuple>

namespace tn = tenon;

namespace {

template <class X>
void show(char const* what, X const& x) {
  std::printf("%s =\n%s\n\n", what, tn::to_string(tn::BasicTensor<typename X::value_type, typename X::shape_type>(x)).c_str());
}

int failures = 0;
void check(bool holds, char const* what) {
  if (holds) return;
  std::fprintf(stderr, "08_random: wrong: %s\n", what);
  ++failures;
}

// [constant]
constexpr tn::random::Key fixed = tn::random::key(2024);
constexpr tn::Tensor<tn::Index, 6> deal = tn::random::permutation<6>(fixed);  // by the compiler
// [end]

// [step]
// One step of a random walk: the key is an argument, and its successor a result, as any state is.
constexpr auto step = tn::function([](auto const& key, auto const& position) {
  auto const keys = tn::random::split<2>(key);
  auto const move = tn::random::normal<float, 3>(keys(tn::at<0>));
  return std::tuple{tn::slice(keys, tn::at<1>), position + move};
});
// [end]

// [gradient]
// How the mean of a function of noisy numbers changes with the noise: the derivative goes through the draw.
constexpr auto roughness = tn::grad<1>([](auto const& key, auto const& deviation) {
  return tn::mean(tn::square(tn::random::normal<float, 1000>(key, 0, deviation)));
});
// [end]

}  // namespace

int main() {
  namespace rnd = tn::random;

  // [keys]
  rnd::Key const key = rnd::key(42);                                // a seed, and a stream if there are several
  tn::Tensor<std::uint64_t, 3, 2> const keys = rnd::split<3>(key);  // independent keys
  rnd::Key const tenth = rnd::fold_in(key, 10);                     // the key of a step, a layer, a worker
  // [end]
  check(keys(0, 0) != keys(1, 0) && tenth(0) != key(0), "keys");

  // [draws]
  tn::Tensor<float, 2, 3> const u = rnd::uniform<float, 2, 3>(key);       // in [0, 1)
  tn::Tensor<double, 4> const v = rnd::uniform<double, 4>(tenth, -1, 1);  // in [-1, 1)
  tn::Tensor<float, 3> const means{0, 10, 100};
  tn::Tensor<float, 2, 3> const z = rnd::normal<float, 2, 3>(keys(tn::at<0>), means, 0.5);  // means broadcast
  tn::Tensor<float, 3> const one_each = rnd::normal<float>(keys(tn::at<0>), means, 0.5);    // the parameters' shape
  tn::Tensor<int, 5> const dice = rnd::randint<int, 5>(keys(tn::at<1>), 1, 7);
  tn::Tensor<bool, 4> const coins = rnd::bernoulli<4>(keys(tn::at<2>), 0.25);
  // [end]
  show("uniform", u);
  show("normal", z);
  show("dice", dice);
  check(one_each(2) == z(0, 2), "element i is the same, whatever the shape");
  check(v(0) >= -1 && v(0) < 1 && dice(0) >= 1 && dice(0) < 7, "ranges");
  show("coins", coins);

  // [choices]
  tn::Tensor<float, 4, 2> const rows{{1, 1}, {2, 2}, {3, 3}, {4, 4}};
  tn::Tensor<float, 4> const weights{0, 1, 1, 2};
  tn::Tensor<float, 4, 2> const shuffled = rnd::shuffle(key, rows);
  tn::Tensor<float, 6, 2> const with = rnd::choice<6>(key, rows, weights);
  tn::Tensor<float, 2, 2> const without = rnd::choice<2>(key, rows, rnd::without_replacement);
  tn::Tensor<tn::Index, 3> const classes = rnd::categorical<3>(key, tn::log(weights));  // of logits
  // [end]
  show("shuffled", shuffled);
  check(with(0, 0) != 1 && without(0, 0) != without(1, 0) && classes(0) != 0, "choices");

  rnd::Key now = key;
  tn::Tensor<float, 3> position;
  for (int i = 0; i < 3; ++i) {
    auto const [next, moved] = step(now, position);
    now = next;
    position = moved;
  }
  show("a walk of three steps", position);
  check(now(0) != key(0) && position(0) != 0, "walk");

  tn::Tensor<float> const slope = roughness(key, tn::Tensor<float>(2));
  check(slope.item() > 3.4f && slope.item() < 4.6f, "d(deviation^2) is twice the deviation");
  tn::Tensor<tn::Index, 6> const again = rnd::permutation<6>(rnd::key(2024));
  check(again(0) == deal(0) && again(5) == deal(5), "the compiler deals the same cards");
  return failures == 0 ? 0 : 1;
}
