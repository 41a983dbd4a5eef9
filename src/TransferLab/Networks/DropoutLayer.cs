using System.Globalization;

namespace TransferLab.Networks;

/// <summary>Dropout in training, written as <c>dropout=RATE</c>; nothing happens here when the classifier is used.</summary>
/// <param name="Rate">Part of the values that is dropped in a step, 0 to below 1.</param>
public sealed record DropoutLayer(float Rate) : HeadLayer
{
    internal const string Prefix = "dropout=";

    /// <inheritdoc/>
    public override string ToString() => Prefix + Rate.ToString("R", CultureInfo.InvariantCulture);
}
