namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// How much each place of the model's input spoke for a label: the map of Grad-CAM (Selvaraju et al., 2017), one number per place of the network's last map of
/// features. Immutable.
/// </summary>
public sealed class HeatMap
{
    private readonly float[] _values;

    internal HeatMap(int height, int width, float[] values)
    {
        (Height, Width, _values) = (height, width, values);
        IsEmpty = values.All(v => v == 0);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>[Height,Width] row by row, 0 (nothing spoke for the label) to 1 (the strongest place of this picture). All 0 where
    /// <see cref="IsEmpty"/>.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>Whether no place spoke for the label.</summary>
    public bool IsEmpty { get; }

    /// <summary>The value of a place.</summary>
    /// <param name="row">0 at the top.</param>
    /// <param name="column">0 at the left.</param>
    public float this[int row, int column] => _values[(row * Width) + column];

    /// <summary>
    /// ReLU(Σₖ αₖ Aₖ), αₖ the mean of channel k's gradient over all places, divided by its largest value. Where only a mean over all places and a
    /// linear layer follow, αₖ is that layer's weight divided by the number of places, and the map that of CAM.
    /// </summary>
    /// <param name="form">Where channels and places lie.</param>
    /// <param name="activation">Aₖ of one picture.</param>
    /// <param name="gradient">Of the label's logit with respect to <paramref name="activation"/>, in its shape.</param>
    internal static HeatMap Of(MapForm form, ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient)
    {
        var places = form.Height * form.Width;
        // Sums over thousands of channels of both signs: double keeps them from depending on their order.
        var sums = new double[places];
        for (var k = 0; k < form.Channels; k++)
        {
            double alpha = 0;
            for (var p = 0; p < places; p++)
                alpha += gradient[form.IndexOf(k, p)];
            alpha /= places;
            for (var p = 0; p < places; p++)
                sums[p] += alpha * activation[form.IndexOf(k, p)];
        }
        var largest = sums.Max();
        return new(form.Height, form.Width, [.. sums.Select(s => largest > 0 ? (float)(Math.Max(s, 0) / largest) : 0)]);
    }

    /// <summary>The bilinear value at a point of the unit square that the map covers; beyond the outermost centres it stays as it is there.</summary>
    internal float Sample(double x, double y)
    {
        var u = Math.Clamp((x * Width) - 0.5, 0, Width - 1);
        var v = Math.Clamp((y * Height) - 0.5, 0, Height - 1);
        var (left, top) = ((int)u, (int)v);
        var (right, bottom) = (Math.Min(left + 1, Width - 1), Math.Min(top + 1, Height - 1));
        var (dx, dy) = ((float)(u - left), (float)(v - top));
        return ((1 - dy) * (((1 - dx) * this[top, left]) + (dx * this[top, right]))) + (dy * (((1 - dx) * this[bottom, left]) + (dx * this[bottom, right])));
    }
}
