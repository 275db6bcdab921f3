// SPDX-License-Identifier: MIT
// Every layer, activation, loss, metric, optimizer, schedule, initializer, regularizer, constraint and callback that the headers
// of nn declare is named by a test of its family; and what Keras has of each is there.
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string_view>;

struct Family {
  std::string_view name;
  Names headers;  // under include/tenon/nn
  Names tests;    // how the names of its tests begin
  Names keras;    // what users of Keras look for, as it is called here
  Names parts;    // of others: what a test of these sees
};

// clang-format off
std::vector<Family> const families{
    {"layers", {"layer", "sequential.hpp"},
     {"layer_", "rnn_", "attention_", "sequential_", "keras_layers", "keras_convolutions"},
     {"Dense", "EinsumDense", "Embedding", "Lambda", "Identity", "Masking", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU",
      "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D",
      "SeparableConv1D", "SeparableConv2D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D",
      "AveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "GlobalAveragePooling1D",
      "GlobalAveragePooling2D", "GlobalAveragePooling3D", "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D",
      "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D", "BatchNormalization",
      "LayerNormalization", "GroupNormalization", "RMSNormalization", "UnitNormalization", "SpectralNormalization", "SimpleRNN",
      "LSTM", "GRU", "SimpleRNNCell", "LSTMCell", "GRUCell", "RNN", "StackedRNNCells", "Bidirectional", "TimeDistributed",
      "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention",
      "RotaryEmbedding", "SinePositions", "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
      "GaussianDropout", "GaussianNoise", "ActivityRegularization", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum",
      "Concatenate", "Dot", "Reshape", "Flatten", "Permute", "RepeatVector", "Cropping1D", "Cropping2D", "Cropping3D",
      "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "UpSampling1D", "UpSampling2D", "UpSampling3D", "Normalization",
      "Rescaling", "Resizing", "CenterCrop", "RandomFlip", "Discretization", "CategoryEncoding", "Hashing", "StringLookup",
      "IntegerLookup", "TextVectorization"},
     // Names of parameters' groups, of options in their defaults, and what lies between two layers.
     {"ConcatScoreWeight", "UnitForgetBias", "HeadsForm", "ToHeads", "FromHeads", "CellState", "SequenceForm", "SpectralStart",
      "Valid", "AsInteger", "Epsilon", "ConvLSTMCellLayer", "ConvTransposeLayer", "EncodingOption", "InterpolationOption"}},
    {"activations", {"activation.hpp", "axis_activation.hpp"}, {"layer_activation"},
     {"Linear", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Silu", "Mish", "Softplus", "Softsign", "Squareplus",
      "SparsePlus", "Tanh", "Sigmoid", "LogSigmoid", "SparseSigmoid", "HardSigmoid", "HardSilu", "HardTanh", "HardShrink",
      "SoftShrink", "TanhShrink", "Exponential", "Softmax", "LogSoftmax", "Sparsemax", "Glu"},
     {}},
    {"losses", {"loss"}, {"loss_", "ch12_losses", "nn_fit"},
     {"MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Huber", "LogCosh",
      "Hinge", "SquaredHinge", "CategoricalHinge", "KLDivergence", "Poisson", "CosineSimilarity", "BinaryCrossentropy",
      "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryFocalCrossentropy", "CategoricalFocalCrossentropy", "CTC",
      "Dice", "Tversky", "Circle", "CategoricalGeneralizedCrossEntropy"},
     {"LossFunction", "BoundLoss", "From"}},  // nn::loss and from_logits
    {"metrics", {"metric"}, {"metric_"},
     {"Mean", "Sum", "MeanMetric", "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy",
      "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "TruePositives", "TrueNegatives", "FalsePositives",
      "FalseNegatives", "Precision", "Recall", "AUC", "SensitivityAtSpecificity", "SpecificityAtSensitivity", "PrecisionAtRecall",
      "RecallAtPrecision", "F1Score", "FBetaScore", "IoU", "BinaryIoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU", "R2Score",
      "RootMeanSquaredError", "MeanRelativeError", "CosineSimilarityMetric", "PearsonCorrelation", "ConcordanceCorrelation"},
     {"Decision", "ConfusionCount"}},
    {"optimizers", {"optimizer"}, {"optimizer_", "keras_optimizers", "keras_weight_decay"},
     {"SGD", "MomentumSGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AMSGrad", "AdamW", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb",
      "Adafactor", "Muon", "LossScale", "FixedLossScale", "PerLayer", "ClipValue", "ClipNorm", "ClipGlobalNorm", "Ema",
      "WeightDecay", "Accumulate", "Scheduled", "RateMultiplier", "Freeze"},
     {"BasicAdam"}},
    {"schedules", {"schedule.hpp"}, {"keras_schedules", "optimizer_"},
     {"ExponentialDecay", "PiecewiseConstantDecay", "PolynomialDecay", "InverseTimeDecay", "CosineDecay", "CosineDecayWithWarmup",
      "CosineDecayRestarts"},
     {}},
    {"initializers", {"initializer.hpp"}, {"initializer_", "keras_parameters"},
     {"Zeros", "Ones", "Constant", "IdentityInitializer", "RandomNormal", "TruncatedNormal", "RandomUniform", "VarianceScaling",
      "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal", "Orthogonal"},
     {}},
    {"regularizers", {"regularizer.hpp"}, {"keras_parameters", "nn_options"}, {"L1", "L2", "L1L2", "OrthogonalRegularizer"}, {}},
    {"constraints", {"constraint.hpp"}, {"keras_parameters", "nn_options"}, {"MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"}, {}},
    {"callbacks", {"callback"}, {"nn_"},
     {"EarlyStopping", "ModelCheckpoint", "BackupAndRestore", "ReduceLROnPlateau", "LearningRateScheduler", "CSVLogger",
      "TerminateOnNaN", "SwapEMAWeights"},
     {}},
};
// clang-format on

std::string text_of(fs::path const& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}
bool is_of_word(char c) { return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }
/// Whether a text has a name as a word of its own.
bool names(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1))
    if ((at == 0 || !is_of_word(text[at - 1])) && (at + name.size() >= text.size() || !is_of_word(text[at + name.size()])))
      return true;
  return false;
}
bool has(Names const& all, std::string_view name) { return std::find(all.begin(), all.end(), name) != all.end(); }

/// The classes and aliases that a header declares in tenon::nn: the code is formatted, so they stand at the beginning of a line.
void add_declared(fs::path const& header, std::vector<std::string>& declared) {
  std::ifstream in(header);
  std::vector<std::string> namespaces;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("namespace ") && line.ends_with("{"))
      namespaces.push_back(line.substr(10, line.size() - 12));
    else if (line.starts_with("}  // namespace") && !namespaces.empty())
      namespaces.pop_back();
    else if (namespaces == std::vector<std::string>{"tenon::nn"} || namespaces == std::vector<std::string>{"tenon", "nn"})
      for (std::string_view const key : {"struct ", "class ", "using ", "enum class "}) {
        std::size_t end = key.size();
        if (!line.starts_with(key)) continue;
        while (end < line.size() && is_of_word(line[end])) ++end;
        std::string const name = line.substr(key.size(), end - key.size()), rest = line.substr(end);
        // Not a specialisation, nor one that is only announced.
        if ((rest.starts_with(" ") || rest.empty()) && std::find(declared.begin(), declared.end(), name) == declared.end())
          declared.push_back(name);
      }
  }
}
/// The name of the spec of a built layer, and what an option's base is called without it.
std::string stem(std::string const& name) {
  for (std::string_view const end : {"Layer", "Option", "Options"})
    if (name.size() > end.size() && std::string_view(name).ends_with(end)) return name.substr(0, name.size() - end.size());
  return name;
}

}  // namespace

TEST_CASE("every part of nn is named by a test of its family, and Keras' are there", "[nn]") {
  fs::path const root = TENON_SOURCE_DIR;
  for (Family const& family : families) {
    std::vector<std::string> declared;
    for (std::string_view const header : family.headers) {
      fs::path const path = root / "include/tenon/nn" / header;
      if (fs::is_directory(path))
        for (auto const& file : fs::directory_iterator(path)) add_declared(file.path(), declared);
      else
        add_declared(path, declared);
    }
    std::string tests;
    for (auto const& file : fs::directory_iterator(root / "tests/unit")) {
      std::string const name = file.path().filename().string();
      if (name != "nn_names.cpp" &&
          std::any_of(family.tests.begin(), family.tests.end(), [&](std::string_view begin) { return name.starts_with(begin); }))
        tests += text_of(file.path());
    }
    REQUIRE(!tests.empty());
    for (std::string_view const name : family.keras) {
      INFO(family.name << ": " << name << " is not declared");
      CHECK(std::find(declared.begin(), declared.end(), name) != declared.end());
    }
    for (std::string const& name : declared) {
      bool const built = name != stem(name) && std::any_of(declared.begin(), declared.end(), [&](std::string const& other) {
                           return other != name && other.starts_with(stem(name));
                         });
      INFO(family.name << ": no test of this family names " << name);
      CHECK((names(tests, name) || built || has(family.parts, name)));
    }
    for (std::string_view const name : family.parts) {
      INFO(family.name << ": " << name << " is no part any more");
      CHECK((std::find(declared.begin(), declared.end(), name) != declared.end() && !names(tests, name)));
    }
  }
}
