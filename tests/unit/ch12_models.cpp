// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: a model as a struct of layers and blocks, in a file and trained on.
#include "support/housing.hpp"
#include "support/oracle.hpp"

#include <tenon/nn/save.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

template <class In, std::size_t Layers, std::size_t Units>
struct ResidualBlockLayer {
  nn::LayerArray<nn::Build<nn::Dense<Units, nn::Elu, nn::HeNormal>, In>, Layers> hidden;
  TENON_MODULE(ResidualBlockLayer, hidden);
  constexpr auto call(auto const& inputs) const {
    auto z = inputs;
    for (auto const& layer : hidden) z = layer.call(z);
    return inputs + z;
  }
};
template <std::size_t Layers, std::size_t Units>
struct ResidualBlock {
  template <class In>
  using build = ResidualBlockLayer<In, Layers, Units>;
};
struct ResidualRegressor {
  using input_shape = tn::Shape<8>;
  nn::Build<nn::Dense<30, nn::Elu, nn::HeNormal>, input_shape> hidden1;
  nn::Build<ResidualBlock<2, 30>, tn::Shape<30>> block1, block2;
  nn::Build<nn::Dense<1>, tn::Shape<30>> out;
  TENON_MODULE(ResidualRegressor, hidden1, block1, block2, out);
  constexpr auto call(auto const& inputs) const {
    auto z = hidden1.call(inputs);
    for (int i = 0; i < 1 + 3; ++i) z = block1.call(z);
    return out.call(block2.call(z));
  }
};

auto compile(ResidualRegressor& net) { return nn::compile<32>(net, nn::MeanSquaredError{}, nn::Nadam{}); }

}  // namespace

TEST_CASE("ch12-198: a model of one's own is saved where it is asked to be", "[ch12]") {
  TemporaryDirectory const directory;
  ResidualRegressor net, loaded;
  tn::initialize(net, 42);
  auto const file = directory.file("my_custom_model.safetensors"), nowhere = directory.file("no/such/directory");
  nn::save(file, net);
  CHECK(std::filesystem::file_size(file) > sizeof(float) * tn::parameter_count<ResidualRegressor>);
  nn::load(file, loaded);
  CHECK(loaded.block2.hidden[1].kernel(29, 29) == net.block2.hidden[1].kernel(29, 29));
  CHECK_THROWS_WITH(nn::save(nowhere, net), contains(nowhere));
}

// Single epochs of single seeds are at the mercy of a few outliers of the table, 30 deviations away: of twelve seeds two have an
// epoch with a loss above the band. So each epoch is the median of five seeds.
TEST_CASE("ch12-200: it is loaded with its optimizer and trained on, without a jump", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  Housing const h;
  TemporaryDirectory const directory;
  auto const file = directory.file("my_custom_model.safetensors");
  std::array<std::array<double, 5>, 5> losses{};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    ResidualRegressor net, loaded_net;
    tn::initialize(net, seed);
    auto trainer = compile(net);
    auto const before = trainer.fit(h.x_train, h.y_train, {.epochs = 5, .seed = seed, .verbose = nn::Verbose::silent});
    nn::save(file, trainer);
    auto loaded = compile(loaded_net);
    nn::load(file, loaded);
    CHECK(loaded.epochs_trained() == 5);
    auto const history = loaded.fit(h.x_train, h.y_train, {.epochs = 5, .seed = seed, .verbose = nn::Verbose::silent});
    for (std::size_t epoch = 0; epoch < 5; ++epoch) losses[epoch][seed] = history["loss"][epoch];
    CHECK(history["loss"][0] < 0.5 * before["loss"][0]);
  }
  for (int epoch = 1; epoch <= 5; ++epoch) {
    auto& seeds = losses[std::size_t(epoch - 1)];
    std::sort(seeds.begin(), seeds.end());
    check_band("ch12-200", epoch, "loss", seeds[2]);
  }
}
