// SPDX-License-Identifier: MIT
// A training step in a workspace that cannot hold what one of its operations reads and writes.
// EXPECT: workspace budget: what the program needs at once is more, even where it computes again what it can
// EXPECT: least_bytes<
// EXPECT: budget_of_bytes<512>
// MAX_LINES: 16
#include <tenon/embedded.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;
struct Net : nn::Sequential<tn::Shape<4>, nn::Dense<8, nn::Tanh>, nn::Dense<8, nn::Tanh>, nn::Dense<1>> {};
#ifdef BROKEN
constexpr std::int64_t budget = 512;
#else
constexpr std::int64_t budget = 4096;
#endif
using Step = tn::Within<tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<16>>, budget>;
static_assert(Step::workspace_bytes != 0);
