using TransferLab.Features;

namespace TransferLab.MLNet.Networks;

/// <summary>From an image to features.</summary>
internal sealed class FeatureNetwork(ImageFeaturizer featurizer) : ImageNetwork
{
    public override int Length => featurizer.FeatureCount;

    public ReadOnlyMemory<byte> Model => featurizer.Model;

    protected override float[] Compute(byte[] encoded) => featurizer.Featurize(encoded);
}
