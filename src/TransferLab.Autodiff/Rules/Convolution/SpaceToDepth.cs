namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>
/// Cuts the shifted copies of X that the taps of a window read. For equal strides above 1 the padded X is regrouped once by SpaceToDepth, after which each tap
/// is a unit-stride slice of one block of channels; strided slices take about twice the time.
/// </summary>
internal sealed class SpaceToDepth
{
    private readonly GradientContext _context;
    private readonly ConvolutionGeometry _geometry;
    private readonly string _source;
    private readonly bool _regrouped;

    /// <summary>Pads X [N,C,...], and regroups it where that fits.</summary>
    public SpaceToDepth(GradientContext c, ConvolutionGeometry g, string x)
    {
        _context = c;
        _geometry = g;
        var w = g.Window;
        _regrouped = Fits(w);
        if (!_regrouped)
        {
            _source = c.PadSpatial(x, w.PadsBegin, w.PadsTrailing);
            return;
        }
        var stride = w.Strides[0];
        long[] blocks = [.. w.Reach.Select(r => (r + stride - 1) / stride)];
        var padded = c.PadSpatial(x, w.PadsBegin, [.. w.PadsTrailing.Select((p, i) => p + (blocks[i] * stride) - w.Reach[i])]);
        _source = c.Op("SpaceToDepth", [padded], NodeAttribute.Int("blocksize", stride));
        c.State(_source, x, new Shape([g.Batch, g.InputChannels * stride * stride, .. blocks.Select(n => Dim.Of(n))]));
    }

    public static bool Fits(WindowGeometry w) => w.Rank == 2 && w.Strides[0] == w.Strides[1] && w.Strides[0] > 1;

    /// <summary>What one tap reads: [N,C,...] with one element per output position.</summary>
    public string Tap(long[] tap)
    {
        var w = _geometry.Window;
        long[] offset = [.. tap.Select((t, i) => t * w.Dilations[i])];
        if (!_regrouped)
            return _context.Slice(_source, w.SpatialAxes, offset, w.Output, w.Strides);
        var stride = w.Strides[0];
        var block = ((offset[0] % stride) * stride) + (offset[1] % stride);
        return _context.Slice(_source, [1, 2, 3], [block * _geometry.InputChannels, offset[0] / stride, offset[1] / stride],
            [_geometry.InputChannels, .. w.Output]);
    }
}
