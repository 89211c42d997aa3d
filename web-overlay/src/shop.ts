import './shop/shop-page';
import { restoreTheme } from './ui/theme';

restoreTheme();
