// SPDX-License-Identifier: MIT
// Learns the price of houses from a CSV: a model that the compiler has checked, planned and costed.
//   01_housing --data california_housing.csv --epochs 20 --learning-rate 0.01
#include <tenon/tenon.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>

namespace tn = tenon;
namespace nn = tenon::nn;

// [model]
struct HousingNet : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Selu, nn::LecunNormal>, nn::Dense<1>> {};

static_assert(std::is_same_v<HousingNet::output_shape, tn::Shape<1>>);
static_assert(tn::parameter_count<HousingNet> == 8 * 30 + 30 + 30 * 1 + 1);
// [end]

namespace {

struct Options {
  std::string data;
  std::size_t epochs = 20;
  float learning_rate = 0.001F;
  std::uint64_t seed = 42;
  bool quiet = false;
  bool json = false;
};

constexpr char usage[] = R"(usage: 01_housing [options]
  --data FILE         a CSV with the columns MedInc, HouseAge, AveRooms, AveBedrms, Population, AveOccup, Latitude,
                      Longitude and medv; without it the program makes up a data set of its own
  --epochs N          how often to go through the training rows (20)
  --learning-rate X   more than 0 (0.001)
  --seed N            of the model's first weights and of the order of the rows (42)
  --quiet             only the results
  --json              the results as one JSON object too, on the last line
  --help              this text
)";

/// Reads the whole of `text` as a number.
template <class T>
bool parse(char const* text, T& value) {
  auto const end = text + std::strlen(text);
  auto const [last, problem] = std::from_chars(text, end, value);
  return problem == std::errc() && last == end;
}

/// Reads one flag and its value, and says how many arguments that took; 0 for what it does not understand.
int read_flag(char* const* arguments, Options& options) {
  std::string const flag = arguments[0];
  char const* const value = arguments[1];  // null after the last one
  if (flag == "--quiet") return options.quiet = true, 1;
  if (flag == "--json") return options.json = true, 1;
  if (value == nullptr) return 0;
  if (flag == "--data") return options.data = value, *value != '\0' ? 2 : 0;
  if (flag == "--epochs") return parse(value, options.epochs) ? 2 : 0;
  if (flag == "--seed") return parse(value, options.seed) ? 2 : 0;
  float& rate = options.learning_rate;
  if (flag == "--learning-rate") return parse(value, rate) && rate > 0 && std::isfinite(rate) ? 2 : 0;
  return 0;
}

// [data]
struct Housing {
  tn::data::Rows<float, 8> x;
  tn::data::Rows<float, 1> y;
};

Housing read_housing(std::string const& file) {
  auto const table = tn::io::read_csv(file);
  return {
      table.rows<float, 8>({"MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"}),
      table.rows<float, 1>({"medv"})};
}
// [end]

/// As many rows as California has; the target bends in five of the eight features and is a little noisy.
Housing make_up_housing() {
  constexpr std::size_t rows = 20640;
  Housing made{tn::data::Rows<float, 8>(rows), tn::data::Rows<float, 1>(rows)};
  tn::Philox const random(1990);
  for (std::size_t i = 0; i < rows; ++i) {
    auto const x = made.x.row(i);
    float noise = 0;
    for (std::size_t c = 0; c < 8; ++c) {
      x[c] = 4 * random.uniform(8 * i + c) - 2;
      noise += random.uniform(8 * i + c, 1) - 0.5F;
    }
    made.y.row(i)[0] = 2 + 0.5F * x[0] * x[1] + 0.25F * x[2] * x[2] - std::fabs(x[3]) + 1 / (1 + x[4] * x[4]) + 0.25F * noise;
  }
  return made;
}

void print_json(char const* name, double value, char const* before) {
  if (std::isfinite(value))
    std::printf("%s\"%s\": %.9g", before, name, value);
  else
    std::printf("%s\"%s\": null", before, name);  // JSON has no NaN
}

int run(Options const& options) {
  bool const talk = !options.quiet;
  Housing const all = options.data.empty() ? make_up_housing() : read_housing(options.data);
  if (talk && options.data.empty()) std::puts("No --data: training on a made-up data set, the same every time.");

  // [split]
  auto const parts = tn::data::train_validation_test(all.x.rows(), 42);  // a quarter to test, a quarter of the rest
  tn::data::StandardScaler<float, 8> scaler;
  auto x_train = all.x.take(parts.train);
  auto const fitted = scaler.try_fit(x_train);  // on the training part only
  // [end]
  if (!fitted) {
    std::fprintf(stderr, "01_housing: %s (%zu rows in all)\n", fitted.problem, all.x.rows());
    return 1;
  }
  // [scale]
  scaler.transform_in_place(x_train);
  auto const x_validation = scaler.transform(all.x.take(parts.validation));
  auto const x_test = scaler.transform(all.x.take(parts.test));
  auto const y_train = all.y.take(parts.train), y_validation = all.y.take(parts.validation), y_test = all.y.take(parts.test);
  // [end]
  if (talk)
    std::printf("%zu rows to train on, %zu to validate, %zu to test\n\n", x_train.rows(), x_validation.rows(), x_test.rows());

  // [compile]
  HousingNet net;
  tn::initialize(net, options.seed);
  nn::Nadam optimizer;
  optimizer.learning_rate = options.learning_rate;
  auto trainer = nn::compile<32>(net, nn::Huber{}, optimizer, nn::MeanSquaredError{}, nn::MeanAbsoluteError{});

  constexpr auto cost = tn::cost<decltype(trainer)::step_type>;
  static_assert(cost.peak_bytes < 16 * 1024);  // parameters, optimizer, one batch and all that lies between
  // [end]
  if (talk) {
    // [summary]
    std::printf("%s\nOne step of training on 32 rows, known before it ran:\n%s\n", nn::summary(net).c_str(),
                nn::summary(cost).c_str());
    // [end]
  }

  // [fit]
  auto const history = trainer.fit(x_train, y_train,
                                   {.epochs = options.epochs,
                                    .seed = options.seed,
                                    .validation = {x_validation, y_validation},
                                    .verbose = talk ? nn::Verbose::automatic : nn::Verbose::silent});
  // [end]

  // [evaluate]
  auto const test = trainer.evaluate(x_test, y_test);
  double const mse = test["mean_squared_error"], mae = test["mean_absolute_error"];
  // [end]
  std::printf("test MSE %.4f, MAE %.4f\n", mse, mae);
  if (options.epochs > 0)
    std::printf("%.0f rows and %.0f steps a second, shuffling included; %.0f ns a step\n", history.rows_per_second(),
                history.rows_per_second() * static_cast<double>(history.steps) / static_cast<double>(history.rows),
                history.ns_per_step());
  if (talk) {
    // [predict]
    auto const few = x_test.slice(0, x_test.rows() < 5 ? x_test.rows() : 5);
    auto const prediction = trainer.predict(few);
    std::puts("\npredicted   true");
    for (std::size_t i = 0; i < few.rows(); ++i)
      std::printf("%9.3f  %5.3f\n", double(prediction.row(i)[0]), double(y_test.row(i)[0]));
    // [end]
  }
  if (options.json) {
    print_json("parameters", double(cost.parameters), "{");
    print_json("peak_bytes", double(cost.peak_bytes), ", ");
    print_json("workspace_bytes", double(cost.workspace_bytes), ", ");
    print_json("train_mse", trainer.evaluate(x_train, y_train)["mean_squared_error"], ", ");
    print_json("test_mse", mse, ", ");
    print_json("test_mae", mae, ", ");
    print_json("rows_per_second", history.rows_per_second(), ", ");
    print_json("ns_per_step", history.ns_per_step(), ", ");
    std::puts("}");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc;) {
    if (std::strcmp(argv[i], "--help") == 0) return std::fputs(usage, stdout), 0;
    int const taken = read_flag(argv + i, options);
    if (taken == 0) {
      std::fprintf(stderr, "01_housing: cannot use %s%s%s\n%s", argv[i], argv[i + 1] != nullptr ? " " : "",
                   argv[i + 1] != nullptr ? argv[i + 1] : "", usage);
      return 2;
    }
    i += taken;
  }
  try {
    return run(options);
  } catch (tn::io::Error const& error) {
    std::fprintf(stderr, "01_housing: %s\n", error.what());
    return 1;
  }
}
