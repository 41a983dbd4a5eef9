namespace TransferLab.Imaging.Augmentation;

/// <summary>
/// One random change of a training picture: a record of its parameters, which are part of the run's configuration and of cache keys through
/// <see cref="object.ToString"/>. A transform is either a <see cref="GeometricTransform"/> or a <see cref="PixelTransform"/>.
/// </summary>
public abstract record ImageTransform
{
    private protected ImageTransform()
    {
    }

    /// <summary>Throws when a parameter is out of range; a pipeline calls it once when it is composed.</summary>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public virtual void Validate()
    {
    }
}
