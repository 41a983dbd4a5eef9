using System.Globalization;

namespace TransferLab.Networks;

/// <summary>A linear layer, written as its number of units.</summary>
/// <param name="Units">1 to <see cref="HeadSpec.MostUnits"/>.</param>
public sealed record LinearLayer(int Units) : HeadLayer
{
    /// <inheritdoc/>
    public override string ToString() => Units.ToString(CultureInfo.InvariantCulture);
}
