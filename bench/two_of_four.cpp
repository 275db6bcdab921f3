// SPDX-License-Identifier: MIT
// Dense layers of which each unit has two of every four inputs, beside the dense layer of the same kernel.
#include "harness.hpp"

#include <tenon/tenon.hpp>

#include <memory>

namespace tn = tenon;

namespace {

template <std::size_t In, std::size_t Units>
struct Sparse : tn::nn::Sequential<tn::Shape<In>, tn::nn::TwoOfFourDense<Units>> {};
template <std::size_t In, std::size_t Units>
struct Full : tn::nn::Sequential<tn::Shape<In>, tn::nn::Dense<Units>> {};

template <std::size_t Rows, std::size_t In, std::size_t Units>
struct Pair {
  Sparse<In, Units> sparse;
  Full<In, Units> full;
  tn::PredictStep<Sparse<In, Units>, tn::Batch<Rows>> of_sparse;
  tn::PredictStep<Full<In, Units>, tn::Batch<Rows>> of_full;
  tn::Tensor<float, Rows, In> x;
  tn::Tensor<float, Rows, Units> y, z;

  Pair() {
    bench::Noise noise(Units);
    tn::Tensor<float, In, Units> kernel;
    noise.fill(kernel.data(), kernel.size);
    noise.fill(x.data(), x.size);
    tn::initialize(sparse, 1);
    tn::initialize(full, 1);
    sparse.template layer<0>().prune(kernel);
    full.template layer<0>().kernel = sparse.template layer<0>().dense_kernel();
  }
  bench::Values reference() const {
    bench::Values r(Rows * Units);
    auto const& kernel = full.template layer<0>().kernel;
    for (std::size_t i = 0; i < Rows; ++i)
      for (std::size_t k = 0; k < In; ++k)
        for (std::size_t j = 0; j < Units; ++j)
          r[i * Units + j] += double(x.data()[i * In + k]) * double(kernel.data()[k * Units + j]);
    return r;
  }
};

template <std::size_t Rows, std::size_t In, std::size_t Units>
bench::Row layer() {
  auto const s = std::make_shared<Pair<Rows, In, Units>>();
  bench::Row row;
  row.ours = bench::contestant(
      "tenon", [s] { s->of_sparse(s->sparse, s->x.data(), s->y.data()); }, [s] { return bench::to_values(s->y); });
  row.peers.push_back(
      bench::contestant("dense", [s] { s->of_full(s->full, s->x.data(), s->z.data()); }, [s] { return bench::to_values(s->z); }));
  row.expected = s->reference();
  row.tolerance = In * 1e-7;
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("two_of_four_1x512x512", layer<1, 512, 512>);
  bench::add("two_of_four_1x1024x1024", layer<1, 1024, 1024>);
  return bench::add("two_of_four_32x512x512", layer<32, 512, 512>);
}();

}  // namespace
