// SPDX-License-Identifier: MIT
// Traced functions with tensor arrays, run by kernels: as arguments, results, fields of modules; odd batches; errors.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/tensor_array.hpp>
#include <tenon/embedded.hpp>

#include <cmath>
#include <tuple>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;

namespace {

using Pair = tn::Tensor<float, 2>;
using Pairs = tn::TensorArray<Pair, 3>;

constexpr auto remember = tn::function([](auto const& array, auto const& slot, auto const& x) {
  auto next = array;
  next.write(slot, x * 2.F);
  return std::tuple{next, next.read(slot) + 1.F, next.written()};
});

/// A module that keeps what it was given last.
struct Memory {
  Pairs last;
  tn::Variable<int> count;
  TENON_MODULE(Memory, last, count);
};
constexpr auto keep = tn::function([](auto& memory, auto const& x) {
  auto const slot = tn::remainder(memory.count, 3);
  memory.last.write(slot, x);
  memory.count += 1;
  return tn::mean<0>(memory.last.stack());
});

/// A layer that goes through its columns with a batch in each slot, and folds the batch.
struct Columns {
  tn::InitParam<nn::Ones, float, 3> scale;
  TENON_MODULE(Columns, scale);
  constexpr auto call(auto const& x) const {
    constexpr std::size_t rows = tn::dims_of<typename std::remove_cvref_t<decltype(x)>::shape_type>[0];
    using Array = tn::TensorArray<tn::Tensor<float, rows>, 3>;
    auto const a = tn::fori_loop<3>(
        [](auto const& i, auto const& all, auto const& columns, auto const& factors) {
          auto const column = columns[i] * factors[i];
          return all.write(i, column - tn::mean(column));
        },
        Array{}, tn::transpose(x), scale * 1.F);
    return tn::transpose(a.stack());
  }
};
struct Net : nn::Sequential<tn::Shape<3>, nn::Dense<3, nn::Tanh>, Columns, nn::Dense<1>> {};
template <std::size_t B>
using Train = tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<B>>;

}  // namespace

TEST_CASE("tensor arrays are arguments and results of traced functions", "[data]") {
  Pairs a;
  a.write(0, {1.F, 2.F});
  auto const [b, plus, written] = remember(a, 2, Pair{3.F, 4.F});
  CHECK(b.read(2)(1) == 8);
  CHECK(b.read(0)(1) == 2);
  CHECK(plus(0) == 7);
  CHECK((written(0) && !written(1) && written(2)));
  CHECK_FALSE(a.try_read(2));
  auto const [last, sums] = tn::scan(
      [](auto const& array, auto const& x) {
        auto const next = array.write(tn::cast<int>(x[0]), x);
        return std::tuple{next, tn::sum(x)};
      },
      a, tn::Tensor<float, 2, 2>{{1, 5}, {2, 6}});
  CHECK(last.read(1)(1) == 5);
  CHECK(last.read(0)(0) == 1);
  CHECK(sums(1) == 8);
}

TEST_CASE("a tensor array is a field of a module", "[data]") {
  Memory m;
  for (int i = 0; i < 4; ++i) keep(m, Pair{float(i), 1});
  CHECK(m.last.read(0)(0) == 3);
  CHECK(m.last.read(1)(0) == 1);
  tn::Tensor<float, 2> const mean = keep(m, Pair{7, 1});
  CHECK(mean(0) == 4);
  CHECK(m.count.item() == 5);
}

TEST_CASE("the odd last batch is followed through a tensor array", "[data]") {
  std::vector<float> x(8 * 3), y(8);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i < 5 * 3 ? std::sin(float(i) * 1.7F) : 3;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = i < 5 ? std::cos(float(i)) : 100;
  Net one, other;
  tn::initialize(one, 5);
  tn::initialize(other, 5);
  Train<8> padded;
  Train<5> exact;
  for (int step = 0; step < 3; ++step)
    CHECK(padded(one, x.data(), y.data(), 5) == tenon_test::Approx(exact(other, x.data(), y.data())).epsilon(1e-4));
}

#if TENON_HAS_FORK
TEST_CASE("a traced function names the slot that it cannot read or write", "[data]") {
  constexpr auto read = tn::function([](auto const& a, auto const& slot) { return a.read(slot) * 2.F; });
  constexpr auto take_twice = tn::function([](auto const& x, auto const& slot) {
    auto a = tn::TensorArray<Pair, 3, tn::clear_after_read>{}.write(1, x);
    return a.read(1) + a.read(slot);
  });
  Pairs a;
  a.write(1, {1.F, 2.F});
  CHECK(tn::Tensor<float, 2>(read(a, 1))(1) == 4);
  using tenon_test::last_words;
  CHECK(last_words([&] { static_cast<void>(read(a, 2)); }) == "tenon: TensorArray::read: slot 2 was not written\n");
  CHECK(last_words([&] { static_cast<void>(read(a, -1)); }) ==
        "tenon: TensorArray::read: slot -1 is out of range: there are slots 0 to 2\n");
  CHECK(last_words([&] { static_cast<void>(remember(a, 3, Pair{1.F, 1.F})); }) ==
        "tenon: TensorArray::write: slot 3 is out of range: there are slots 0 to 2\n");
  CHECK(last_words([&] { static_cast<void>(take_twice(Pair{1.F, 1.F}, 1)); }) ==
        "tenon: TensorArray::read: slot 1 was read before, and the array clears what is read\n");
}
#endif
