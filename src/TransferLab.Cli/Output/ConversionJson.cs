using TransferLab.Backbones;

namespace TransferLab.Cli.Output;

/// <summary>What <c>backbones convert --json</c> prints. <c>Features</c> is the value that carries them, as <c>--feature-value</c> takes it.</summary>
internal sealed record ConversionJson(
    string Output, long Bytes, int Nodes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, bool NormalizationIsKnown, string Features, string FeatureShape, int FeatureCount,
    long Parameters, IReadOnlyList<BackboneReport.Group> Groups);
