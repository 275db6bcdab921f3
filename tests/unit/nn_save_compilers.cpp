// SPDX-License-Identifier: MIT
// A file that one compiler's program writes is the one that the other's does, byte for byte: both are compared with one number.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <tenon/nn/save.hpp>

#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

struct Net
    : nn::Sequential<tn::Shape<4, 4>, nn::Masking<>, nn::Bidirectional<nn::LSTM<2, nn::ReturnSequences>>, nn::LeakyReLU<0.1>,
                     nn::MultiHeadAttention<1, 2, nn::Rotary<>>, nn::Dense<3, nn::Kernel<nn::L2<0.01>, nn::HeNormal>>,
                     nn::Lambda<[](auto const& x) { return x * 2; }>, nn::SoftmaxAlong<1>> {};

/// Numbers that are exact everywhere.
template <class M>
void fill(M& m) {
  int n = 0;
  tn::for_each_tensor(m, [&n](tn::Path const&, auto& t) {
    using T = typename std::remove_cvref_t<decltype(t)>::value_type;
    for (auto& x : t) x = static_cast<T>(static_cast<float>(n++ % 17) * 0.125F);
  });
}

}  // namespace

TEST_CASE("save: the bytes of a file depend on no compiler", "[save]") {
  static Net net;
  fill(net);
  auto const bytes = nn::model_bytes(net);
  std::string const file(reinterpret_cast<char const*>(bytes.data()), bytes.size());
  CAPTURE(file.substr(8, file.find("}}") - 8));
  CHECK(file.substr(nn::detail::crc_place, nn::detail::crc_digits) == "a945ff6b");

  // Of a training: losses and metrics have arguments that a program may leave out or write.
  nn::F1Score<3> scores;
  nn::SparseCategoricalCrossentropy<nn::from_logits> loss;
  CHECK(nn::detail::type_text<decltype(scores.score)>() == "FBetaScore<3,none,false>");
  CHECK(nn::detail::type_text<nn::FBetaScore<4>>() == "FBetaScore<4,none,false>");
  CHECK(nn::detail::type_text<decltype(loss)>() == "SparseCategoricalCrossentropy<logits,-1>");
  CHECK(nn::detail::type_text<nn::ClipNorm<nn::Adam>>() == "ClipNorm<BasicAdam<false>,{4607182418800017408}>");

  // What it wrote it reads.
  static Net again;
  nn::load(bytes, again);
  CHECK(again.layer<4>().kernel(1, 1) == net.layer<4>().kernel(1, 1));
}
