"""The national hospital interface (定点医药机构接口): messages of hospitals and pharmacies in, acts of our rooms out."""
