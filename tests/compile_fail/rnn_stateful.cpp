// SPDX-License-Identifier: MIT
// A stateful layer on batches of another size.
// EXPECT: recurrent layer: the batch is not of the size that Stateful<Batch> names
// EXPECT: 4, 3
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t batch = 3;
#else
constexpr std::size_t batch = 4;
#endif
using Layer = tn::nn::GRU<6, tn::nn::Stateful<batch>>::build<tn::Shape<5, 2>>;
tn::Tensor<float, 4, 6> run(Layer const& layer, tn::Tensor<float, 4, 5, 2> const& x) { return tn::call(layer, x); }
