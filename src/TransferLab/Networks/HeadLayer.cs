namespace TransferLab.Networks;

/// <summary>One part of a <see cref="HeadSpec"/>: a linear layer, an activation, or dropout.</summary>
public abstract record HeadLayer
{
    private protected HeadLayer()
    {
    }

    /// <summary>The form that <see cref="HeadSpec.Parse"/> reads.</summary>
    public abstract override string ToString();
}
