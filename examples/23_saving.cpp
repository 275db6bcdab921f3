// SPDX-License-Identifier: MIT
// A training that is saved, interrupted, resumed and exported: `23_saving [DIRECTORY]`, in which it leaves its files.
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

// [model]
// A loss with a threshold that is set at run time: a field, so it is saved with the rest. Nothing is registered.
struct HuberLoss {
  tn::Tensor<float> threshold{1.F};
  TENON_MODULE(HuberLoss, threshold);
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    auto const e = tn::abs(y_true - y_pred);
    return nn::mean_per_sample(tn::where(e < threshold, tn::square(e) / 2.F, threshold * e - tn::square(threshold) / 2.F));
  }
};
struct SmallNet : nn::Sequential<tn::Shape<2>, nn::Dense<8, nn::Tanh>, nn::Dense<1>> {};
struct LargeNet : nn::Sequential<tn::Shape<2>, nn::Dense<16, nn::Tanh>, nn::Dense<8, nn::Tanh>, nn::Dense<1>> {};
// [end]

struct Samples {
  tn::data::Rows<float, 2> x;
  tn::data::Rows<float, 1> y;
};
Samples make_up_samples() {
  constexpr std::size_t rows = 500;
  Samples made{tn::data::Rows<float, 2>(rows), tn::data::Rows<float, 1>(rows)};
  tn::Philox const random(23);
  for (std::size_t i = 0; i < rows; ++i) {
    auto const x = made.x.row(i);
    x[0] = 2 * random.uniform(2 * i) - 1;
    x[1] = 2 * random.uniform(2 * i + 1) - 1;
    made.y.row(i)[0] = x[0] * x[1] + 0.5F * x[0];
  }
  return made;
}

bool equal(SmallNet const& a, SmallNet const& b) {
  auto same = [](auto const& p, auto const& q) { return std::memcmp(p.data(), q.data(), sizeof(float) * p.size) == 0; };
  return same(a.layer<0>().kernel, b.layer<0>().kernel) && same(a.layer<1>().kernel, b.layer<1>().kernel);
}

int run(std::string const& directory) {
  auto const in = [&](char const* name) { return directory + "/" + name; };
  auto const [x, y] = make_up_samples();
  auto trainer_of = [](SmallNet& net) { return nn::compile<25>(net, HuberLoss{}, nn::Nadam{}, nn::MeanAbsoluteError{}); };

  SmallNet uninterrupted;
  tn::initialize(uninterrupted, 1);
  auto whole = trainer_of(uninterrupted);
  whole.loss().threshold = 2.F;
  whole.fit(x, y, {.epochs = 4});

  SmallNet net;
  tn::initialize(net, 1);
  auto trainer = trainer_of(net);
  // [save]
  trainer.loss().threshold = 2.F;
  trainer.fit(x, y, {.epochs = 2});
  nn::save(in("training.safetensors"), trainer);  // the model, the optimizer's state, hyper-parameters, the epoch
  nn::save(in("model.safetensors"), net);         // the model alone
  // [end]

  // [resume]
  SmallNet again;
  auto resumed = trainer_of(again);
  nn::load(in("training.safetensors"), resumed);
  resumed.fit(x, y, {.epochs = 2});  // the third and the fourth epoch, bit for bit
  // [end]
  if (!equal(again, uninterrupted) || resumed.loss().threshold.item() != 2.F) return std::puts("not resumed"), 1;

  // [differences]
  LargeNet large;
  if (auto const loaded = nn::try_load(in("model.safetensors"), large); !loaded) std::puts(loaded.problem.c_str());
  // [end]

  // [any_of]
  nn::AnyOf<LargeNet, SmallNet> any;
  nn::load(in("model.safetensors"), any);  // the one that has the structure of the file
  tn::Tensor<float, 3, 2> const points{{0.F, 1.F}, {0.5F, 0.5F}, {-1.F, 1.F}};
  tn::Tensor<float, 3, 1> const prediction = any(points);
  // [end]
  tn::Tensor<float, 3, 1> const expected = net(points);
  if (!any.is<SmallNet>() || std::memcmp(prediction.data(), expected.data(), sizeof(float) * 3) != 0)
    return std::puts("not it"), 1;

  // [callbacks]
  nn::EarlyStopping stop({.monitor = "val_loss", .patience = 5, .restore_best_weights = true});
  nn::ReduceLROnPlateau reduce({.monitor = "val_loss", .factor = 0.5, .patience = 2});
  nn::ModelCheckpoint checkpoint({.file = in("best.safetensors"), .save_best_only = true});
  nn::BackupAndRestore backup(in("backup.safetensors"));
  nn::CSVLogger log({.file = in("log.csv")});
  auto const history =
      resumed.fit(x, y, {.epochs = 20, .validation_split = 0.2}, stop, reduce, checkpoint, backup, log, nn::TerminateOnNaN{});
  nn::save_json(in("history.json"), history);
  // [end]
  std::printf("%zu epochs; best %.5f\n", history.epochs(), stop.best());

  // [export]
  nn::export_header(in("weights.hpp"), net, {.name_space = "weights", .model = "SmallNet", .include = "small_net.hpp"});
  // [end]
  return std::isfinite(stop.best()) && stop.best() < 0.1 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  bool const keep = argc > 1;
  auto const directory = keep ? std::filesystem::path(argv[1]) : std::filesystem::temp_directory_path() / "tenon_23_saving";
  try {
    std::filesystem::create_directories(directory);
    int const result = run(directory.string());
    if (!keep) std::filesystem::remove_all(directory);
    return result;
  } catch (tn::io::Error const& error) {
    std::fprintf(stderr, "23_saving: %s\n", error.what());
    return 1;
  }
}
