// SPDX-License-Identifier: MIT
// A training with random layers and running statistics goes on bit for bit: from a file, and after a power cut.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/tenon.hpp>

#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<6, nn::Tanh>, nn::Dropout<0.5>, nn::BatchNormalization<>, nn::Dense<1>> {};
struct Set {
  tn::data::Rows<float, 2> x{18};
  tn::data::Rows<float, 1> y{18};
  Set() {
    tn::Philox const random(5);
    for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = 2 * random.uniform(i) - 1;
    for (std::size_t i = 0; i < y.rows(); ++i) y.row(i)[0] = 0.5F * x.row(i)[0] - x.row(i)[1];
  }
};
auto trainer_of(Net& net) {
  tn::initialize(net, 3);
  return nn::compile<4>(net, nn::MeanSquaredError{}, nn::Adam{});
}
std::string bits(Net const& net) {
  std::string all;
  tn::for_each_tensor(net, [&all](tn::Path const&, auto const& t) {
    all.append(reinterpret_cast<char const*>(t.data()), sizeof(*t.data()) * t.size);
  });
  return all;
}

}  // namespace

TEST_CASE("save, load: dropout and running statistics go on as if the training had not stopped", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("training");
  Set const s;
  Net whole, first, second, third;
  auto all = trainer_of(whole);
  all.fit(s.x, s.y, {.epochs = 4, .seed = 7});
  auto begin = trainer_of(first);
  begin.fit(s.x, s.y, {.epochs = 2, .seed = 7});
  nn::save(file, begin);
  auto rest = trainer_of(second);
  rest.fit(s.x, s.y, {.epochs = 1, .seed = 8});  // leaves nothing behind
  nn::load(file, rest);
  rest.fit(s.x, s.y, {.epochs = 2, .seed = 7});
  CHECK(bits(second) == bits(whole));

  nn::save(file, begin);  // as a backup left it
  auto restored = trainer_of(third);
  nn::BackupAndRestore backup(file);
  restored.fit(s.x, s.y, {.epochs = 4, .seed = 7}, backup);
  CHECK(backup.restored());
  CHECK(bits(third) == bits(whole));
  CHECK(bits(first) != bits(whole));
}
